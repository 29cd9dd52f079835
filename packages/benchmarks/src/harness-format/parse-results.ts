import { AppError } from '@lamina/errors';

/** One metric of one task in a results.json of lm-evaluation-harness. */
export interface ImportedResult {
  readonly task: string;
  /** As text: "1.0" and 1 are both "1"; empty if the file has none. */
  readonly version: string;
  readonly metric: string;
  readonly filter: string;
  readonly value: number;
  /** Null if the file says "N/A" or has no value. */
  readonly standardError: number | null;
  /** Null if the file does not state it. */
  readonly shots: number | null;
  readonly sampleCount: number | null;
  readonly isGroup: boolean;
}

/** A parsed results.json. */
export interface ImportedResults {
  readonly results: readonly ImportedResult[];
  /** The file's own `config`: model, arguments, seeds. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Version of the harness that wrote it; null if the file does not state it. */
  readonly harnessVersion: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Parses a results.json of lm-evaluation-harness 0.4.x (or of Lamina). Values that are not finite numbers are left out.
 * @throws AppError BAD_USER_INPUT if the text is not JSON or has no `results`
 */
export function parseHarnessResults(text: string): ImportedResults {
  const file = parseObject(text);
  const results = asFields(file.results);
  if (results === undefined) {
    throw new AppError('BAD_USER_INPUT', 'The file has no "results"; expected a results.json of lm-evaluation-harness.');
  }
  const { groups, config } = file;
  return {
    results: Object.entries(results).flatMap(([task, values]) =>
      listMetrics(task, fieldsOf(values), { file, isGroup: task in fieldsOf(groups) }),
    ),
    config: fieldsOf(config),
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
  return fieldsOf(value);
}

/** The fields of a part that the file may leave out. */
function fieldsOf(value: unknown): Fields {
  return asFields(value) ?? {};
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
