import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseExecutionProviders, type SessionOptions } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { parseHubEnvironment } from '@lamina/hub';
import { z } from 'zod';
import type { MaterialFolders } from './handlers/handler-context.ts';

const ROOT = join(import.meta.dirname, '../../..');

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be the URL of a PostgreSQL, such as postgresql://user:password@host:5432/lamina'),
  LAMINA_DATA_DIR: z.string().default(join(ROOT, '.lamina')),
  LAMINA_MODEL_DIRS: z.string().default(''),
  LAMINA_TASK_DIR: z.string().default(''),
  LAMINA_EXECUTION_PROVIDERS: z.string().default(''),
  LAMINA_DRAIN_SECONDS: z.coerce.number().int().min(0).max(86_400).default(0),
  LAMINA_SCORER_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  LAMINA_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export interface ScorerEnvironment {
  readonly databaseUrl: string;
  readonly logLevel: string;
  readonly folders: MaterialFolders;
  /** How long the job at hand may go on after SIGTERM before it is given back, milliseconds. */
  readonly drainMs: number;
  /** Port of /metrics and /healthz; undefined = none. */
  readonly metricsPort: number | undefined;
  /** Where traces are sent; undefined = nowhere. */
  readonly traceEndpoint: string | undefined;
  /** Execution providers to try, in order; empty where the engine chooses. */
  readonly session: SessionOptions;
}

/** Reads the environment. @throws AppError CONFIG_INVALID listing every problem at once. */
export function readScorerEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): ScorerEnvironment {
  const parsed = schema.safeParse(source);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new AppError('CONFIG_INVALID', `the scorer's environment is not usable:\n- ${problems.join('\n- ')}`);
  }
  const { DATABASE_URL, LAMINA_LOG_LEVEL, LAMINA_EXECUTION_PROVIDERS, LAMINA_DRAIN_SECONDS } = parsed.data;
  const providers = parseExecutionProviders(LAMINA_EXECUTION_PROVIDERS);
  return {
    session: providers === undefined ? {} : { providers },
    databaseUrl: DATABASE_URL,
    logLevel: LAMINA_LOG_LEVEL,
    drainMs: LAMINA_DRAIN_SECONDS * 1000,
    metricsPort: parsed.data.LAMINA_SCORER_METRICS_PORT,
    traceEndpoint: parsed.data.OTEL_EXPORTER_OTLP_ENDPOINT,
    folders: { ...listFolders(parsed.data), hub: parseHubEnvironment(source, homedir()) },
  };
}

type Folders = Pick<z.output<typeof schema>, 'LAMINA_DATA_DIR' | 'LAMINA_MODEL_DIRS' | 'LAMINA_TASK_DIR'>;

function listFolders({ LAMINA_DATA_DIR: dataDir, LAMINA_MODEL_DIRS, LAMINA_TASK_DIR }: Folders): Omit<MaterialFolders, 'hub'> {
  const models = join(ROOT, 'models');
  return {
    modelRoots: [models, ...LAMINA_MODEL_DIRS.split(':').filter((path) => path !== '')],
    ...(LAMINA_TASK_DIR === '' ? {} : { tasks: resolve(LAMINA_TASK_DIR) }),
    calibration: join(models, 'calibration'),
    benchmarks: join(models, 'benchmarks'),
    modelStore: join(resolve(dataDir), 'models'),
    digests: join(resolve(dataDir), 'digests'),
  };
}
