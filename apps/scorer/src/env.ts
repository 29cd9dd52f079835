import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { SPEED_PROTOCOL } from '@lamina/benchmarks';
import { parseExecutionProviders, type SessionOptions } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { parseHubEnvironment } from '@lamina/hub';
import { UPLOADED_MODELS } from '@lamina/jobs';
import { BUCKET_VARIABLES } from '@lamina/model-store';
import { parseCacheGigabytes } from '@lamina/models';
import { z } from 'zod';
import type { EfficiencySettings, MaterialFolders } from './context/handler-context.ts';

const ROOT = join(import.meta.dirname, '../../..');

const VARIABLES = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be the URL of a PostgreSQL, such as postgresql://user:password@host:5432/lamina'),
  LAMINA_DATA_DIR: z.string().default(join(ROOT, '.lamina')),
  LAMINA_MODEL_DIRS: z.string().default(''),
  LAMINA_TASK_DIR: z.string().default(''),
  LAMINA_CALIBRATION_DIR: z.string().default(''),
  LAMINA_CACHE_GB: z.string().default(''),
  LAMINA_DRAIN_SECONDS: z.coerce.number().int().min(0).max(86_400).default(0),
  LAMINA_EFFICIENCY_SECONDS: z.coerce.number().int().min(0).max(3_600).default(SPEED_PROTOCOL.budgetSeconds),
  LAMINA_EFFICIENCY_PROMPT: z.coerce.number().int().min(1).max(1_000_000).optional(),
  LAMINA_EFFICIENCY_GENERATE: z.coerce.number().int().min(1).max(1_000_000).optional(),
  LAMINA_SCORER_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  LAMINA_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
const schema = VARIABLES.and(BUCKET_VARIABLES);

export interface ScorerEnvironment {
  readonly databaseUrl: string;
  readonly logLevel: string;
  readonly folders: MaterialFolders;
  /** How long the current job may continue after SIGTERM before it is returned to the queue, in milliseconds. */
  readonly drainMs: number;
  readonly efficiency: EfficiencySettings;
  /** Port of /metrics and /healthz; undefined = none. */
  readonly metricsPort: number | undefined;
  /** Where traces are sent; undefined = nowhere. */
  readonly traceEndpoint: string | undefined;
  /** Execution providers to try, in order; empty = the engine chooses. */
  readonly session: SessionOptions;
}

/**
 * Reads and checks the environment; an empty variable counts as missing.
 * @throws AppError CONFIG_INVALID with every problem at once.
 */
export function readScorerEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): ScorerEnvironment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const providers = read(() => parseExecutionProviders(given.LAMINA_EXECUTION_PROVIDERS), problems);
  const hub = read(() => parseHubEnvironment(given, homedir()), problems);
  if (!parsed.success || hub === undefined || problems.length > 0)
    throw new AppError('CONFIG_INVALID', `the environment variables of the scorer are not valid:\n- ${problems.join('\n- ')}`, {
      details: { problems },
    });
  const { DATABASE_URL, LAMINA_LOG_LEVEL, LAMINA_DRAIN_SECONDS } = parsed.data;
  return {
    session: { providers },
    databaseUrl: DATABASE_URL,
    logLevel: LAMINA_LOG_LEVEL,
    drainMs: LAMINA_DRAIN_SECONDS * 1000,
    efficiency: readEfficiency(parsed.data),
    metricsPort: parsed.data.LAMINA_SCORER_METRICS_PORT,
    traceEndpoint: parsed.data.OTEL_EXPORTER_OTLP_ENDPOINT,
    folders: { ...listFolders(parsed.data), hub, bucket: parsed.data.bucket },
  };
}

/** Returns the result of `parse`; adds its error to the problems. */
function read<Value>(parse: () => Value, problems: string[]): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}

/** Lengths that are not given are left to the engine. */
function readEfficiency(variables: z.output<typeof schema>): EfficiencySettings {
  const { LAMINA_EFFICIENCY_SECONDS: budgetSeconds, LAMINA_EFFICIENCY_PROMPT, LAMINA_EFFICIENCY_GENERATE } = variables;
  return { budgetSeconds, promptTokens: LAMINA_EFFICIENCY_PROMPT, generatedTokens: LAMINA_EFFICIENCY_GENERATE };
}

type Folders = Pick<
  z.output<typeof schema>,
  'LAMINA_DATA_DIR' | 'LAMINA_MODEL_DIRS' | 'LAMINA_TASK_DIR' | 'LAMINA_CALIBRATION_DIR' | 'LAMINA_CACHE_GB'
>;

function listFolders({
  LAMINA_DATA_DIR: dataDir,
  LAMINA_CACHE_GB,
  LAMINA_MODEL_DIRS,
  LAMINA_TASK_DIR,
  LAMINA_CALIBRATION_DIR,
}: Folders): Omit<MaterialFolders, 'hub' | 'bucket'> {
  const models = join(ROOT, 'models');
  const uploadedModels = join(resolve(dataDir), UPLOADED_MODELS);
  return {
    modelRoots: [models, ...LAMINA_MODEL_DIRS.split(':').filter((path) => path !== ''), uploadedModels],
    uploadedModels,
    tasks: LAMINA_TASK_DIR === '' ? undefined : resolve(LAMINA_TASK_DIR),
    calibrations: [join(models, 'calibration'), ...(LAMINA_CALIBRATION_DIR === '' ? [] : [resolve(LAMINA_CALIBRATION_DIR)])],
    texts: join(models, 'texts'),
    benchmarks: join(models, 'benchmarks'),
    modelStore: join(resolve(dataDir), 'models'),
    digests: { cacheFolder: join(resolve(dataDir), 'cache/digests'), packedBytes: parseCacheGigabytes(LAMINA_CACHE_GB) },
  };
}
