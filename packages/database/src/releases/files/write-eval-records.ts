import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { isAccuracy, isHigherBetter } from '@lamina/metrics';
import { ANONYMOUS_AUTHORS } from '../citation/citation-facts.ts';
import type { ReleaseFacts, ReleaseSnapshot } from '../publish-release.ts';
import type { ReleaseTable } from './release-column.ts';

/** Version of the schema that records follow: eval.schema.json of the package every-eval-ever 0.3.0. */
const EVAL_SCHEMA_VERSION = '0.3.0';

/** The columns of the table evaluations that a record is made of. */
interface EvaluationRow {
  readonly evaluation_id: string;
  readonly model: string;
  readonly revision_digest: string;
  readonly pruning_id: string | null;
  readonly strategy: string | null;
  readonly repair_kind: string | null;
  readonly removed_count: number;
  readonly benchmark: string;
  readonly benchmark_version: string;
  readonly benchmark_digest: string;
  readonly metric: string;
  readonly shots: number;
  readonly value: number;
  readonly standard_error: number | null;
  readonly sample_count: number;
  readonly lane: string;
  readonly self_reported: boolean;
  readonly device: string | null;
  readonly runtime_version: string;
  readonly precision: string;
  readonly stored_at: Date;
}

/** Writes each evaluation as a record of Every Eval Ever (EvalEval Coalition), one a line of a compressed file. */
export async function writeEvalRecords(
  path: string,
  { read }: ReleaseTable,
  { facts, snapshot }: { readonly facts: ReleaseFacts; readonly snapshot: ReleaseSnapshot },
): Promise<void> {
  async function* printLines(): AsyncGenerator<string> {
    for await (const rows of read(snapshot))
      yield (rows as unknown as readonly EvaluationRow[]).map((row) => `${JSON.stringify(toRecord(row, facts, snapshot.cut))}\n`).join('');
  }
  await pipeline(Readable.from(printLines()), createGzip({ level: 9 }), createWriteStream(path, { flags: 'wx' }));
}

function toRecord(row: EvaluationRow, { title, version, authors, apiVersion }: ReleaseFacts, cut: Date): object {
  const isShare = isAccuracy(row.metric);
  return {
    schema_version: EVAL_SCHEMA_VERSION,
    evaluation_id: `${row.benchmark}/${row.model}/${row.evaluation_id}`,
    evaluation_timestamp: toSeconds(row.stored_at),
    retrieved_timestamp: toSeconds(cut),
    source_metadata: {
      source_name: title,
      source_type: 'evaluation_run',
      source_organization_name: (authors.length > 0 ? authors : ANONYMOUS_AUTHORS).join(', '),
      // Models of others are measured; this project's own small ones serve as examples.
      evaluator_relationship: 'third_party',
      additional_details: { release: version, self_reported: String(row.self_reported) },
    },
    eval_library: { name: 'lamina', version: apiVersion },
    model_info: {
      name: row.model,
      id: row.model,
      inference_engine: { name: row.self_reported ? 'not stated' : 'onnxruntime', version: row.runtime_version },
      additional_details: toDetails({
        deployment_type: 'self_deployed',
        model_availability: 'open_weights',
        revision_sha256: row.revision_digest,
        precision: row.precision,
        device: row.device,
        pruning_id: row.pruning_id,
        strategy: row.strategy,
        repair: row.repair_kind,
        removed_units: String(row.removed_count),
      }),
    },
    evaluation_results: [
      {
        evaluation_result_id: row.evaluation_id,
        evaluation_name: row.benchmark,
        source_data: {
          dataset_name: row.benchmark,
          source_type: 'other',
          additional_details: { version: row.benchmark_version, sha256: row.benchmark_digest },
        },
        metric_config: {
          metric_id: row.metric,
          lower_is_better: !isHigherBetter(row.metric),
          metric_parameters: { shots: row.shots },
          // Other metrics have no ends that hold for all of them.
          score_type: isShare ? 'continuous' : undefined,
          min_score: isShare ? 0 : undefined,
          max_score: isShare ? 1 : undefined,
          additional_details: { protocol: row.lane },
        },
        score_details: {
          score: row.value,
          uncertainty: {
            standard_error: row.standard_error === null ? undefined : { value: row.standard_error },
            num_samples: row.sample_count,
          },
        },
      },
    ],
  };
}

/** Details are texts; what is not known is left out. */
function toDetails(details: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(details).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function toSeconds(time: Date): string {
  return String(time.getTime() / 1000);
}
