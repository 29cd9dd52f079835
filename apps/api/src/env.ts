import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '@lamina/errors';
import { type HubSettings, parseHubEnvironment } from '@lamina/hub';
import { UPLOADED_MODELS } from '@lamina/jobs';
import { BUCKET_VARIABLES } from '@lamina/model-store';
import { z } from 'zod';
import { RATE_LIMIT_DEFAULTS } from './access/rate-limiter.ts';

const PORT = z.coerce.number().int().min(0).max(65_535);

/** Requests per minute. */
const RATE = z.coerce.number().int().min(1).max(1_000_000);

const SCHEMA = z
  .object({
    LAMINA_API_PORT: PORT.default(4000),
    LAMINA_WEB_PORT: PORT.default(3000),
    LAMINA_DATA_DIR: z.string().default(join(import.meta.dirname, '../../../.lamina')),
    LAMINA_WEB_ORIGIN: z.url({ protocol: /^https?$/ }).optional(),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL; npm start gives the embedded one' }),
    LAMINA_ADMIN_TOKEN: z.string({ error: 'must be set; npm start generates one' }).min(16, 'must have at least 16 characters'),
    LAMINA_ANONYMOUS_READS: z.stringbool({ error: 'must be true or false' }).default(true),
    LAMINA_RATE_LIMIT_ANONYMOUS: RATE.default(RATE_LIMIT_DEFAULTS.anonymous),
    LAMINA_RATE_LIMIT_TOKEN: RATE.default(RATE_LIMIT_DEFAULTS.token),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
    LAMINA_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .transform((values) => ({
    port: values.LAMINA_API_PORT,
    databaseUrl: values.DATABASE_URL,
    adminToken: values.LAMINA_ADMIN_TOKEN,
    releasesFolder: join(resolve(values.LAMINA_DATA_DIR), 'releases'),
    modelsFolder: join(resolve(values.LAMINA_DATA_DIR), 'models'),
    uploadsFolder: join(resolve(values.LAMINA_DATA_DIR), 'uploads'),
    uploadedModelsFolder: join(resolve(values.LAMINA_DATA_DIR), UPLOADED_MODELS),
    webOrigin: values.LAMINA_WEB_ORIGIN ?? `http://localhost:${values.LAMINA_WEB_PORT}`,
    logLevel: values.LAMINA_LOG_LEVEL,
    /** Where traces are sent; undefined = nowhere. */
    traceEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    rateLimits: { anonymous: values.LAMINA_RATE_LIMIT_ANONYMOUS, token: values.LAMINA_RATE_LIMIT_TOKEN },
    isAnonymousAllowed: values.LAMINA_ANONYMOUS_READS,
  }))
  .and(BUCKET_VARIABLES);

/** The settings of the API process. */
export type ApiEnvironment = Readonly<z.infer<typeof SCHEMA>> & { readonly hub: HubSettings };

/**
 * Reads and checks the environment; an empty variable counts as missing.
 * @throws AppError CONFIG_INVALID with every problem at once.
 */
export function readApiEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): ApiEnvironment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = SCHEMA.safeParse(given);
  if (result.success) return { ...result.data, hub: parseHubEnvironment(given, homedir()) };
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new AppError('CONFIG_INVALID', `The environment variables are not valid: ${problems.join('; ')}.`, { details: { problems } });
}
