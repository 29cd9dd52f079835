import { AppError } from '@lamina/errors';

/** Names of calibration sets and benchmarks are folder names on the scorer. They must not contain path separators. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** @throws AppError BAD_USER_INPUT for a text that cannot be the name of a calibration set or benchmark. */
export function checkMaterialName(name: string): string {
  if (NAME.test(name)) return name;
  throw new AppError('BAD_USER_INPUT', `"${name.slice(0, 100)}" is not a valid name of a calibration set or benchmark.`);
}
