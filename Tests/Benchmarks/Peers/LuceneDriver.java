import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

/**
 * Lucene. MODE: word (lower-cased runs of letters and digits), pairs (its CJK analyzer), standard (its
 * standard analyzer, no stop words). See driver.hpp; `rank TEXTS FOLDER MODE TOPICS` beside it prints
 * for each line of TOPICS the numbers of the best thousand texts, any of the line's words.
 */
public class LuceneDriver {
  static Analyzer analyzer;
  static boolean pairs;

  public static void main(String[] arguments) throws Exception {
    pairs = arguments[3].equals("pairs");
    analyzer =
        pairs
            ? new CJKAnalyzer(CharArraySet.EMPTY_SET)
            : arguments[3].equals("standard") ? new StandardAnalyzer() : new WordAnalyzer();
    if (arguments[0].equals("rank")) {
      build(Path.of(arguments[1]), Path.of(arguments[2]), 1);
      rank(Path.of(arguments[2]), Path.of(arguments[4]));
    } else if (arguments[0].equals("build")) {
      build(Path.of(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[4]));
    } else {
      serve(Path.of(arguments[1]), Path.of(arguments[2]));
    }
  }

  static class WordAnalyzer extends Analyzer {
    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer words = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
      return new TokenStreamComponents(words, new LowerCaseFilter(words));
    }
  }

  // One core ends with one segment; two cores end with what they have, as merging would take longer.
  static void build(Path texts, Path folder, int cores) throws Exception {
    long start = System.nanoTime();
    IndexWriterConfig configuration = new IndexWriterConfig(analyzer);
    configuration.setRAMBufferSizeMB(1024);
    configuration.setUseCompoundFile(false);
    if (cores == 1) configuration.setMergeScheduler(new SerialMergeScheduler());
    int documents;
    try (IndexWriter writer = new IndexWriter(new MMapDirectory(folder), configuration);
        BufferedReader lines = Files.newBufferedReader(texts)) {
      if (cores == 1) {
        Adder adder = new Adder(writer);
        for (String line; (line = lines.readLine()) != null; ) adder.add(line);
        writer.forceMerge(1);
      } else {
        addInParallel(writer, lines, cores);
      }
      writer.commit();
      documents = writer.getDocStats().numDocs;
    }
    System.out.printf(
        "{\"documents\":%d,\"seconds\":%.3f}%n", documents, (System.nanoTime() - start) / 1e9);
  }

  static void addInParallel(IndexWriter writer, BufferedReader lines, int cores) throws Exception {
    ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(512);
    String end = new String();
    var pool = Executors.newFixedThreadPool(cores);
    List<Future<Void>> workers = new ArrayList<>();
    for (int i = 0; i < cores; i++) {
      Callable<Void> work =
          () -> {
            Adder adder = new Adder(writer);
            for (String line; (line = queue.take()) != end; ) adder.add(line);
            return null;
          };
      workers.add(pool.submit(work));
    }
    for (String line; (line = lines.readLine()) != null; ) queue.put(line);
    for (int i = 0; i < cores; i++) queue.put(end);
    for (Future<Void> worker : workers) worker.get();
    pool.shutdown();
  }

  static class Adder {
    final IndexWriter writer;
    final Document document = new Document();
    final Field text = new TextField("t", "", Field.Store.NO);

    Adder(IndexWriter writer) {
      this.writer = writer;
      document.add(text);
    }

    void add(String line) throws IOException {
      text.setStringValue(line);
      writer.addDocument(document);
    }
  }

  static List<String> tokens(String text) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream("t", text)) {
      CharTermAttribute token = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) tokens.add(token.toString());
      stream.end();
    }
    return tokens;
  }

  // A word of several pairs is a phrase of them.
  static Query word(String text) throws IOException {
    List<String> tokens = tokens(text);
    if (tokens.size() == 1) return new TermQuery(new Term("t", tokens.get(0)));
    return new PhraseQuery("t", tokens.toArray(new String[0]));
  }

  static Query parse(String kind, String line) throws IOException {
    if (kind.equals("phrase")) {
      return pairs ? word(line.replace(" ", "")) : new PhraseQuery("t", line.split(" "));
    }
    List<Query> clauses = new ArrayList<>();
    for (String clause : line.split(" ")) {
      BooleanQuery.Builder any = new BooleanQuery.Builder();
      String[] words = clause.split("\\|");
      for (String word : words) any.add(word(word), Occur.SHOULD);
      clauses.add(words.length == 1 ? word(words[0]) : any.build());
    }
    if (clauses.size() == 1) return clauses.get(0);
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    for (Query clause : clauses) all.add(clause, kind.equals("any") ? Occur.SHOULD : Occur.MUST);
    return all.build();
  }

  static void rank(Path folder, Path topics) throws IOException {
    IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(new MMapDirectory(folder)));
    searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
    for (String topic : Files.readAllLines(topics)) {
      BooleanQuery.Builder any = new BooleanQuery.Builder();
      for (String token : tokens(topic)) any.add(new TermQuery(new Term("t", token)), Occur.SHOULD);
      StringBuilder line = new StringBuilder();
      for (ScoreDoc hit : searcher.search(any.build(), 1000).scoreDocs) line.append(hit.doc).append(' ');
      System.out.println(line.toString().trim());
    }
  }

  static void serve(Path folder, Path file) throws Exception {
    long opened = System.nanoTime();
    IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(new MMapDirectory(folder)));
    searcher.setQueryCache(null);
    searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
    Map<String, List<Query>> classes = new LinkedHashMap<>();
    String name = null, kind = null;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#class ")) {
        name = line.split(" ")[1];
        kind = line.split(" ")[2];
        classes.put(name, new ArrayList<>());
        continue;
      }
      classes.get(name).add(parse(kind, line));
      if (classes.size() == 1 && classes.get(name).size() == 1) {
        run(searcher, classes.get(name).get(0), 1);
        System.out.printf(
            "{\"version\":\"%s\",\"first_hit_ms\":%.3f}%n",
            Version.LATEST, (System.nanoTime() - opened) / 1e6);
      }
    }
    Map<String, Integer> warmed = new HashMap<>();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = input.readLine()) != null; ) {
      String[] words = line.split(" ");
      int limit = Integer.parseInt(words[1]);
      List<Query> queries = classes.get(words[0]);
      // The compiler needs to have seen a class of queries for a while, twice.
      if (warmed.merge(words[0] + limit, 1, Integer::sum) <= 2) warm(searcher, queries, limit);
      answer(searcher, queries, limit, Integer.parseInt(words[2]), Double.parseDouble(words[3]));
    }
  }

  // The hits beyond the asked ones are not counted, so that Lucene may skip from the first.
  static long run(IndexSearcher searcher, Query query, int limit) throws IOException {
    if (limit == 0) return searcher.count(query);
    return searcher.search(query, TopScoreDocCollector.createSharedManager(limit, null, 1)).scoreDocs.length;
  }

  static void warm(IndexSearcher searcher, List<Query> queries, int limit) throws IOException {
    long start = System.nanoTime();
    while (true) {
      for (Query query : queries) {
        if (System.nanoTime() - start > 1_000_000_000L) return;
        run(searcher, query, limit);
      }
    }
  }

  static void answer(IndexSearcher searcher, List<Query> queries, int limit, int repeats, double seconds)
      throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    List<Double> wall = new ArrayList<>(), processor = new ArrayList<>(), numbers = new ArrayList<>();
    long begin = System.nanoTime();
    for (Query query : queries) {
      boolean late = System.nanoTime() - begin > seconds * 1e9;
      if (late && limit > 0) break;
      numbers.add((double) run(searcher, query, limit));
      if (late) continue;
      int done = 0;
      double[] walls = new double[repeats], processors = new double[repeats];
      while (done < repeats && (done < 1 || System.nanoTime() - begin < seconds * 1e9)) {
        long processorBefore = threads.getCurrentThreadCpuTime(), before = System.nanoTime();
        run(searcher, query, limit);
        walls[done] = (System.nanoTime() - before) / 1e3;
        processors[done++] = (threads.getCurrentThreadCpuTime() - processorBefore) / 1e3;
      }
      wall.add(median(walls, done));
      processor.add(median(processors, done));
    }
    System.out.println("{\"wall\":" + wall + ",\"processor\":" + processor + ",\"numbers\":" + numbers + "}");
  }

  static double median(double[] values, int count) {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[(count + 1) / 2 - 1];
  }
}
