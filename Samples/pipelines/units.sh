#!/bin/sh
# Indexes a corpus in units, several at a time, and publishes them as one dataset.
#
#   sh units.sh DATASET WORKERS SOURCE...
#
# The plan and the units lie in the folder DATASET.units, which may go afterwards. Where there are many
# machines, the line with xargs is what a scheduler does: on Slurm, with the folder on a shared disk,
#
#   sbatch --array=1-"$units" --wrap="catalog index --unit \$SLURM_ARRAY_TASK_ID --out $folder"
#
# A task that is killed is run again; units that are there already take no time.
set -eu

dataset=$1 workers=$2
shift 2
folder=$dataset.units

units=$(catalog plan "$@" --out "$folder" --unit-bytes "${UNIT_BYTES:-256MiB}" --format ids | wc -l)
seq "$units" | xargs -P "$workers" -I N catalog index --unit N --out "$folder" --quiet --format ids
catalog publish "$dataset" "$folder" --quiet
