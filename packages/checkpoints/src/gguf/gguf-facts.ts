import { AppError } from '@lamina/errors';
import type { StoredTensor } from '../checkpoint.ts';
import { limitOf } from '../limits.ts';
import type { GgufEntry, GgufValue } from './gguf-metadata.ts';
import type { Gguf } from './read-gguf.ts';

/** Keys under `<architecture>.` that do not affect what a decoder computes from tokens. */
const WITHOUT_INFLUENCE: ReadonlySet<string> = new Set([
  'vocab_size',
  'context_length',
  'tensor_data_layout',
  'pooling_type',
  'rope.scaling.finetuned',
]);

/**
 * Reads the metadata under `<architecture>.` and records which keys were read. A key that was not read may change the computation, so it is refused
 * instead of ignored.
 */
export class GgufFacts {
  readonly gguf: Gguf;
  readonly file: string;
  /** general.architecture */
  readonly architecture: string;
  readonly #asked = new Set<string>();

  constructor(gguf: Gguf) {
    this.gguf = gguf;
    this.file = gguf.sources[0]?.file ?? 'the GGUF file';
    const architecture = gguf.metadata.get('general.architecture')?.value;
    if (typeof architecture !== 'string') throw this.malformed('general.architecture', architecture, 'the name of an architecture');
    this.architecture = architecture;
  }

  findEntry(key: string): GgufEntry | undefined {
    this.#asked.add(key);
    return this.gguf.metadata.get(`${this.architecture}.${key}`);
  }

  find(key: string): GgufValue | undefined {
    return this.findEntry(key)?.value;
  }

  findNumber(key: string): number | undefined {
    const entry = this.findEntry(key);
    if (entry === undefined) return undefined;
    if (typeof entry.value !== 'number') throw this.malformed(key, entry.value, 'a number');
    return entry.type === 'float32' ? shortestDecimal(entry.value) : entry.value;
  }

  number(key: string, fallback?: number): number {
    const value = this.findNumber(key) ?? fallback;
    if (value === undefined) throw this.malformed(key, undefined, 'a number');
    return value;
  }

  count(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (!Number.isSafeInteger(value) || value < 1 || value > limitOf(key))
      throw this.malformed(key, value, `a whole number from 1 to ${limitOf(key)}`);
    return value;
  }

  /** A count that may be stored once for all blocks or once per block. @throws AppError MODEL_UNSUPPORTED if blocks differ. */
  sameCount(key: string, fallback?: number): number {
    const value = this.find(key);
    if (typeof value !== 'object') return this.count(key, fallback);
    const values = new Set(value.read());
    const [first] = values;
    if (values.size === 1 && typeof first === 'number' && Number.isSafeInteger(first) && first >= 1 && first <= limitOf(key)) return first;
    throw this.unsupported(key, [...values], 'blocks of different sizes are not supported');
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.find(key) ?? fallback;
    if (typeof value !== 'boolean') throw this.malformed(key, value, 'true or false');
    return value;
  }

  findText(key: string): string | undefined {
    const value = this.find(key);
    if (value !== undefined && typeof value !== 'string') throw this.malformed(key, value, 'a text');
    return value;
  }

  /** Requires that a key, if present, has one of the values that Lamina supports. @throws AppError MODEL_UNSUPPORTED. */
  require(key: string, ...wanted: readonly (number | boolean)[]): void {
    const value = this.find(key);
    if (value !== undefined && !wanted.some((one) => one === value))
      throw this.unsupported(key, value, `only ${wanted.join(' or ')} is supported`);
  }

  /** Marks keys that do not matter for this architecture. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.#asked.add(key);
  }

  findTensor(name: string): StoredTensor | undefined {
    return this.gguf.tensors.get(name);
  }

  getTensor(name: string): StoredTensor {
    const tensor = this.findTensor(name);
    if (tensor === undefined)
      throw new AppError('MODEL_MALFORMED', `${this.file} (${this.architecture}) lacks the tensor ${name}; download or convert it again`);
    return tensor;
  }

  /** True if the first block has this tensor. */
  hasInBlocks(name: string): boolean {
    return this.findTensor(`blk.0.${name}`) !== undefined;
  }

  /** Refuses keys that were not read and are not trivial. @throws AppError MODEL_UNSUPPORTED naming key and value. */
  refuseUnknown(): void {
    const prefix = `${this.architecture}.`;
    for (const { key, value } of this.gguf.metadata.values()) {
      if (!key.startsWith(prefix)) continue;
      const name = key.slice(prefix.length);
      const saysNothing = value === 0 || value === false || value === '' || (typeof value === 'object' && value.count === 0);
      if (saysNothing || this.#asked.has(name) || WITHOUT_INFLUENCE.has(name)) continue;
      throw this.unsupported(name, value, 'it may change what the model computes, and Lamina does not support it');
    }
  }

  unsupported(key: string, value: unknown, advice: string): AppError {
    return new AppError('MODEL_UNSUPPORTED', `${this.file} has ${this.#nameOf(key)} = ${describe(value)}: ${advice}`, { details: { key } });
  }

  malformed(key: string, value: unknown, wanted: string): AppError {
    const state = value === undefined ? `lacks ${this.#nameOf(key)}` : `has ${this.#nameOf(key)} = ${describe(value)}`;
    return new AppError('MODEL_MALFORMED', `${this.file} ${state}; expected ${wanted}`, { details: { key } });
  }

  #nameOf(key: string): string {
    return key.includes('general.') ? key : `${this.architecture}.${key}`;
  }
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'elementType' in value && 'count' in value)
    return `an array of ${String(value.count)} × ${String(value.elementType)}`;
  return JSON.stringify(value);
}

/** The shortest decimal number for this float32: 1e-6 if the file has 9.999999974752427e-7. */
function shortestDecimal(value: number): number {
  for (let digits = 1; digits <= 9; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}
