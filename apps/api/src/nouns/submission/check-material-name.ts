import { AppError } from '@lamina/errors';

/** Names of calibration sets and benchmarks are folders of the scorer: nothing that could lead out of them may pass. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** @throws AppError BAD_USER_INPUT for what cannot name a calibration set or benchmark. */
export function checkMaterialName(name: string): string {
  if (NAME.test(name)) return name;
  throw new AppError('BAD_USER_INPUT', `"${name.slice(0, 100)}" is no name of a calibration set or benchmark.`);
}
