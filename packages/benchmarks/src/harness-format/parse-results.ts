import { AppError } from '@lamina/errors';

/** One metric of one task in a results.json of lm-evaluation-harness. */
export interface ImportedResult {
  readonly task: string;
  /** As text: "1.0" and 1 are both "1"; empty where the file names none. */
  readonly version: string;
  readonly metric: string;
  readonly filter: string;
  readonly value: number;
  /** Null where the file says "N/A" or nothing. */
  readonly standardError: number | null;
  /** Null where the file does not say. */
  readonly shots: number | null;
  readonly sampleCount: number | null;
  readonly isGroup: boolean;
}

/** A results.json as it was read. */
export interface ImportedResults {
  readonly results: readonly ImportedResult[];
  /** The file's own `config`: model, arguments, seeds. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Version of the harness that wrote it; null where it does not say. */
  readonly harnessVersion: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a results.json of lm-evaluation-harness 0.4.x (or of Lamina). Values that are no finite numbers are left out.
 * @throws AppError BAD_USER_INPUT when the text is no JSON or has no `results`
 */
export function parseHarnessResults(text: string): ImportedResults {
  return toHarnessResults(parseObject(text));
}

/** Members of a results.json that are read. */
export const HARNESS_RESULTS_MEMBERS = ['results', 'groups', 'versions', 'n-shot', 'n-samples', 'config', 'lm_eval_version'] as const;

/**
 * As parseHarnessResults, of a file whose members (HARNESS_RESULTS_MEMBERS) are parsed already.
 * @throws AppError BAD_USER_INPUT when it has no `results`
 */
export function toHarnessResults(file: Readonly<Record<string, unknown>>): ImportedResults {
  const results = asFields(file.results);
  if (results === undefined) {
    throw new AppError('BAD_USER_INPUT', 'The file has no "results"; expected a results.json of lm-evaluation-harness.');
  }
  const groups = asFields(file.groups) ?? {};
  return {
    results: Object.entries(results).flatMap(([task, values]) =>
      listMetrics(task, asFields(values) ?? {}, { file, isGroup: task in groups }),
    ),
    config: asFields(file.config) ?? {},
    harnessVersion: typeof file.lm_eval_version === 'string' ? file.lm_eval_version : null,
  };
}

function listMetrics(
  task: string,
  values: Fields,
  { file, isGroup }: { readonly file: Fields; readonly isGroup: boolean },
): ImportedResult[] {
  const version = asFields(file.versions)?.[task];
  const counts = asFields(asFields(file['n-samples'])?.[task]);
  return Object.entries(values).flatMap(([key, value]) => {
    const [metric = '', filter] = key.split(',');
    if (filter === undefined || metric.endsWith('_stderr') || typeof value !== 'number' || !Number.isFinite(value)) return [];
    return [
      {
        task,
        version: version === undefined || version === null ? '' : String(version),
        metric,
        filter,
        value,
        standardError: numberOrNull(values[`${metric}_stderr,${filter}`]),
        shots: numberOrNull(asFields(file['n-shot'])?.[task]),
        sampleCount: numberOrNull(counts?.effective ?? values.sample_len),
        isGroup,
      },
    ];
  });
}

function parseObject(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', 'The file is not valid JSON; expected a results.json of lm-evaluation-harness.', { cause });
  }
  return asFields(value) ?? {};
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
