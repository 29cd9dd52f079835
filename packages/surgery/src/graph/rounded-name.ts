import type { WeightMatrix } from './find-weight-matrix.ts';

const CODES = /^(?<source>.+?)(?:\.transposed)?\.(?:4bit|8bit|int8)\.codes$/;

/** The stem of the names of a weight's tensors in another form; its codes are `<stem>.codes`. */
export function nameRounded({ source, isTransposed }: WeightMatrix, form: '4bit' | '8bit' | 'int8'): string {
  return `${source.name}${isTransposed ? '.transposed' : ''}.${form}`;
}

/** The weight from which codes of such a name were rounded; any other tensor itself. */
export function originOf(name: string): string {
  return CODES.exec(name)?.groups?.source ?? name;
}
