"""Indexes JSON Lines with Spark and counts the records that contain each of some phrases.

    python spark_phrases.py 'CORPUS/*.jsonl' INDEX PHRASE...

Needs pyspark 4 and Java 17. In local mode on all cores; on a cluster INDEX is a folder that all machines see.
"""

import sys

from pyspark.sql import SparkSession

from corpus_catalog import phrase
from corpus_catalog import spark as catalog

corpus, index, *texts = sys.argv[1:]
spark = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
catalog.register(spark)

frame = spark.read.json(corpus)
frame.write.format("catalog").option("path", index).mode("overwrite").save()

quoted = {phrase(text): text for text in texts}
for row in catalog.count(spark, index, quoted).where("records > 0").orderBy("query").collect():
    print(quoted[row.query], row.records, sep="\t")
