import { AppError, getAt } from '@lamina/errors';
import type { Decoder } from '../architectures/decoder.ts';
import { findBlockPrefix } from './block-names.ts';

export interface CutDecoder {
  /** The computation of the source. */
  readonly source: Decoder;
  /** The computation that the files to write describe. */
  readonly cut: Decoder;
  /** Blocks of the source that the cut model keeps, ascending. */
  readonly kept: readonly number[];
  /** The file that describes the pruned model, for the message: `config.json`. */
  readonly place: string;
}

/** A value that differs, by its path in the description: `attention.scale`. */
interface Difference {
  readonly path: string;
  readonly wanted: unknown;
  readonly found: unknown;
}

/**
 * Checks that a cut model is described as the same computation, block by block: some architectures derive a constant from the number of a block, and
 * their configs cannot state it for a block that moves.
 *
 *   kept [0, 2]: cut.blocks[1] must equal source.blocks[2], apart from the block number in tensor names
 *
 * @throws AppError MODEL_UNSUPPORTED if a kept block would compute something else, naming the block, the value, and what it would become.
 */
export function checkCutDecoder({ source, cut, kept, place }: CutDecoder): void {
  const advice = 'write the model with --format onnx, which can express it, or remove other blocks';
  if (cut.blocks.length !== kept.length)
    refuse(`${place} would describe ${cut.blocks.length} blocks, but ${kept.length} are kept; ${advice}`);
  const prefix = findBlockPrefix(source);
  for (const [number, block] of kept.entries()) {
    const [before, after] = [getAt(source.blocks, block), getAt(cut.blocks, number)];
    const difference = findDifference(before, after, { from: `${prefix}${block}.`, to: `${prefix}${number}.`, kept });
    if (difference === undefined) continue;
    const { path, wanted, found } = difference;
    refuse(
      `${place} cannot describe the kept blocks: block ${block} would become block ${number}, where the architecture gives ${path} = ${print(found)} instead of ${print(wanted)}; ${advice}`,
    );
  }
}

function refuse(message: string): never {
  throw new AppError('MODEL_UNSUPPORTED', message);
}

function print(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Tensor names begin with `from` in the source where they begin with `to` in the cut model. */
interface Renaming {
  readonly from: string;
  readonly to: string;
  /** Blocks of the source that the cut model keeps. */
  readonly kept: readonly number[];
}

/** Numbers that were computed in two ways from what a config states. */
function areEqual(wanted: unknown, found: unknown): boolean {
  return typeof wanted === 'number' && typeof found === 'number' && Math.abs(wanted - found) <= 1e-12 * Math.abs(wanted);
}

function findDifference(wanted: unknown, found: unknown, names: Renaming, path = ''): Difference | undefined {
  if (typeof wanted === 'object' && wanted !== null && typeof found === 'object' && found !== null) {
    const [before, after] = [new Map(Object.entries(wanted)), new Map(Object.entries(found))];
    const keys = new Set([...before.keys(), ...after.keys()]);
    for (const key of keys) {
      const difference = findDifference(before.get(key), after.get(key), names, path === '' ? key : `${path}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  // The number of another block.
  if (path.endsWith('.keysOf')) return names.kept.indexOf(Number(wanted)) === found ? undefined : { path, wanted, found };
  const renamed = typeof wanted === 'string' && wanted.startsWith(names.from) ? names.to + wanted.slice(names.from.length) : wanted;
  return renamed === found || areEqual(wanted, found) ? undefined : { path, wanted, found };
}
