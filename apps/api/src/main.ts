import { AppError } from '@lamina/errors';
import { startTracing } from '@lamina/telemetry';
import { pino } from 'pino';
import { readApiEnvironment } from './env.ts';
import { API_VERSION } from './server/api-version.ts';
import { startApi } from './server/start-api.ts';

/**
 * Starts the API with the settings of the environment, and stops it on SIGINT or SIGTERM. If it cannot start, prints one line and exits with code 1.
 */
async function main(): Promise<void> {
  const { logLevel, traceEndpoint, ...options } = readApiEnvironment();
  const logger = pino({ name: 'api', level: logLevel });
  const tracing = await startTracing({ service: 'lamina-api', version: API_VERSION, endpoint: traceEndpoint });
  const api = await startApi({ ...options, logger });
  logger.info({ url: api.url }, `The API listens at ${api.url}`);
  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'Stopping');
    const closed = api.close().finally(() => tracing.stop());
    closed.then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'The API did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  const line = error instanceof AppError ? `${error.code}: ${error.message}` : `INTERNAL_SERVER_ERROR: ${String(error)}`;
  process.stderr.write(`${line}\n`);
  process.exit(1);
});
