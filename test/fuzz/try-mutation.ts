import { AppError } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import { readModel, sourceFromBytes } from '@lamina/onnx';
import { createRemoval } from '@lamina/plans';
import { findBlocks, removeUnits } from '@lamina/surgery';
import { encodeModel } from './encode-model.ts';

/** The outcome for one mutated file. `bug` means neither a model nor a refusal with a code. */
export type Outcome =
  | { readonly status: 'valid'; readonly pruned: Uint8Array }
  | { readonly status: 'refused'; readonly stage: Stage; readonly code: string; readonly message: string }
  | { readonly status: 'bug'; readonly stage: Stage; readonly message: string };

type Stage = 'read' | 'round trip' | 'find blocks' | 'remove a block' | 'write' | 'read again';

/** Reads a file, finds its blocks, removes one of them, writes the result and reads it again. */
export function tryMutation(bytes: Uint8Array, seed: number): Outcome {
  let stage: Stage = 'read';
  try {
    const model = readModel(sourceFromBytes(bytes));
    stage = 'round trip';
    requireRoundTrip(encodeModel(model, bytes));
    stage = 'find blocks';
    const structure = findBlocks(model);
    stage = 'remove a block';
    const removed = removeUnits(structure, createRemoval({ blocks: [createRandom(seed).randomBelow(structure.blocks.length)] }));
    stage = 'write';
    const pruned = encodeModel(removed.model, bytes);
    stage = 'read again';
    requireRoundTrip(pruned);
    return { status: 'valid', pruned };
  } catch (error) {
    if (error instanceof AppError) return { status: 'refused', stage, code: error.code, message: error.message };
    return { status: 'bug', stage, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** A model that we write and read again must be written with the same bytes. */
function requireRoundTrip(bytes: Uint8Array): void {
  const again = encodeModel(readWritten(bytes), bytes);
  if (Buffer.compare(bytes, again) !== 0) throw new Error('a model that was written reads back as another');
}

function readWritten(bytes: Uint8Array): ReturnType<typeof readModel> {
  try {
    return readModel(sourceFromBytes(bytes));
  } catch (error) {
    throw new Error(`a model that was written is refused: ${error instanceof Error ? error.message : String(error)}`);
  }
}
