import { AppError } from '@lamina/errors';

/** Converts the last output of a failed PostgreSQL start into one clear error: PORT_IN_USE, DISK_FULL or DATABASE_UNREACHABLE. */
export function serverFailure(log: string, place: string): AppError {
  if (/No space left on device|disk full/i.test(log)) {
    return new AppError(
      'DISK_FULL',
      `There is no space left for the database in ${place}. Free some, or set LAMINA_DATA_DIR to another disk.`,
    );
  }
  if (/Address already in use|could not bind/i.test(log)) {
    return new AppError(
      'PORT_IN_USE',
      'The port of the embedded PostgreSQL is in use by another program. Start again to use another port.',
    );
  }
  const lastLines = log.trim().split('\n').slice(-3).join(' | ');
  return new AppError('DATABASE_UNREACHABLE', `The embedded PostgreSQL in ${place} did not start: ${lastLines || 'it printed no message'}`);
}
