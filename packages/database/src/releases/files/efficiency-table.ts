import { rawSql, sql } from '../../rows/sql.ts';
import { column, globalIdColumn, optionalIdColumn, type ReleaseColumn, type ReleaseTable, sqlTable } from './release-column.ts';
import { REPAIR_COLUMN, REVISION_COLUMNS } from './shared-columns.ts';

const { text, integer, float, boolean, timestamp, json } = column;

/** Speed and memory of whole and of pruned models. */
export const EFFICIENCY_TABLE: ReleaseTable = sqlTable({
  name: 'efficiencies',
  description:
    'One row per measurement of speed and memory, of the dense model (pruning_id is empty) or of a pruned one. Speeds of different machines are not comparable.',
  columns: [
    text('efficiency_id', globalIdColumn('Efficiency', sql`x."id"`), 'The measurement: its id in the API.'),
    ...REVISION_COLUMNS,
    text('pruning_id', optionalIdColumn('Pruning', sql`x."pruningId"`), 'The pruning; empty for the dense model.'),
    text('strategy', sql`p."strategy"`, 'Strategy of the pruning.'),
    json('units', sql`p."units"`, 'Kinds of units that the strategy could choose.'),
    REPAIR_COLUMN,
    integer('removed_count', sql`coalesce(p."removedCount", 0)`, 'Units removed; 0 for the dense model.'),
    text('machine', sql`x."machine"`, 'Name of the machine.'),
    text('provider', sql`x."provider"`, 'Execution provider that computed it.'),
    text('provider_fallback', sql`x."providerFallback"`, 'Why another provider than the requested one computed it; empty if none did.'),
    text('device', sql`x."device"`, 'The device that computed it.'),
    text('runtime_version', sql`x."runtimeVersion"`, 'Version of the runtime.'),
    integer('threads', sql`x."threads"`, 'Threads used.'),
    text(
      'machine_digest',
      sql`x."machineDigest"`,
      'SHA-256 over machine, device, provider, runtime version and threads: only rows with equal digests are comparable.',
    ),
    text('precision', sql`x."precision"`, 'Number format of the weights.'),
    integer('batch', sql`x."batch"`, 'Batch size: texts that run together.'),
    integer('prompt_tokens', sql`x."promptTokens"`, 'Tokens per prompt.'),
    integer('generated_tokens', sql`x."generatedTokens"`, 'Tokens generated after each prompt.'),
    integer('warm_ups', sql`x."warmUps"`, 'Runs of each round before the measured ones.'),
    integer(
      'rounds',
      sql`x."rounds"`,
      'How often the models were opened anew, each time in a process of its own. Intervals of ratios are over the rounds; with 1 they hold for one session only.',
    ),
    integer('repetitions', sql`x."repetitions"`, 'Measured runs of all rounds.'),
    boolean(
      'measured_alone',
      sql`x."measuredAlone"`,
      'Whether no other job ran on the machine at the same time. If false, do not rely on the speeds.',
    ),
    ...speedColumns('prefill', 'Prompt tokens per second over all texts: the median of the repetitions.'),
    ...speedColumns('decode', 'Generated tokens per second over all texts, with the KV cache: the median; empty without a cache.'),
    ...ratioColumns('prefill', 'Prompt'),
    ...ratioColumns('decode', 'Generated'),
    integer('peak_memory_bytes', sql`x."peakMemoryBytes"`, 'Peak resident memory of a process of its own, weights included.'),
    integer('base_memory_bytes', sql`x."baseMemoryBytes"`, 'Resident memory before the model was opened.'),
    integer('weights_bytes', sql`x."weightsBytes"`, 'Size of all weights that are read, as stored.'),
    integer('parameter_count', sql`x."parameterCount"`, 'Number of parameters.'),
    integer('cache_bytes_per_token', sql`x."cacheBytesPerToken"`, 'Bytes by which the KV cache of one text grows with each token.'),
    timestamp('stored_at', sql`x."createdAt"`, 'When it was stored.'),
  ],
  rows: (cut) => sql`FROM "Efficiency" x JOIN "ModelRevision" r ON r."id" = x."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "Pruning" p ON p."id" = x."pruningId" WHERE x."createdAt" <= ${cut} ORDER BY x."id"`,
});

/** A speed with the range of its repetitions. */
function speedColumns(phase: 'prefill' | 'decode', description: string): readonly ReleaseColumn[] {
  const read = (name: string) => rawSql(`x."${phase}${name}"`);
  return [
    float(`${phase}_tokens_per_second`, read('TokensPerSecond'), description),
    float(`${phase}_low`, read('Low'), 'The slowest repetition, tokens per second.'),
    float(`${phase}_high`, read('High'), 'The fastest repetition, tokens per second.'),
  ];
}

/** A speed ÷ that of the dense model. */
function ratioColumns(phase: 'prefill' | 'decode', tokens: string): readonly ReleaseColumn[] {
  const read = (name: string) => rawSql(`x."${phase}Ratio${name}"`);
  return [
    float(
      `${phase}_ratio`,
      read(''),
      `${tokens} tokens per second ÷ those of the dense model, measured alternately; empty for the dense model, and if they were not.`,
    ),
    float(`${phase}_ratio_low`, read('Low'), 'Lower end of its 95 % interval. If the interval contains 1, no difference was shown.'),
    float(`${phase}_ratio_high`, read('High'), 'Upper end of its 95 % interval.'),
  ];
}
