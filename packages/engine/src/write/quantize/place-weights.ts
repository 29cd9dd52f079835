import { basename } from 'node:path';
import { getAt } from '@lamina/errors';
import { type OpenedModel, readWeightValues } from '@lamina/models';
import type { Model, Tensor } from '@lamina/onnx';
import type { PlannedModel } from '@lamina/surgery';
import { type PlannedFile, planCopy, type WeightPiece } from '../planned-write.ts';

// The width of a vector load. ONNX Runtime maps weights at any offset.
const ALIGNMENT_BYTES = 64;

/** The model with every weight in a file placed in one new file beside it, and that file. Weights that stay as they are come first, then the new ones. */
export function placeWeights(
  { mapped }: OpenedModel,
  { model, weights }: PlannedModel,
  location: string,
): { readonly model: Model; readonly file: PlannedFile } {
  const pieces: WeightPiece[] = [];
  const places = new Map<string, number>();
  const nextPlace = (): number => {
    const last = pieces.at(-1);
    return last ? Math.ceil((last.at + last.sizeBytes) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES : 0;
  };
  const made = new Set(weights.flatMap(({ tensors }) => tensors.map(({ name }) => name)));
  for (const { name, data } of model.graph.initializers) {
    if (data.kind !== 'external' || made.has(name) || data.sizeBytes === null) continue;
    const at = nextPlace();
    pieces.push(planCopy(mapped, { ...data, sizeBytes: data.sizeBytes }, at));
    places.set(name, at);
  }
  for (const { source, tensors, round } of weights) {
    // The tensors of one weight are made together and written one after the other.
    let bytes: readonly Uint8Array[] = [];
    for (const [index, tensor] of tensors.entries()) {
      const isLast = index === tensors.length - 1;
      const take = (): readonly Uint8Array[] => {
        if (index === 0) bytes = round(readWeightValues(source, mapped.weights));
        const made = getAt(bytes, index);
        if (isLast) bytes = [];
        return [made];
      };
      const at = nextPlace();
      pieces.push({ make: take, sizeBytes: sizeOf(tensor), at });
      places.set(tensor.name, at);
    }
  }
  const initializers = model.graph.initializers.map((tensor) => {
    const offset = places.get(tensor.name);
    return offset === undefined || tensor.data.kind !== 'external'
      ? tensor
      : { ...tensor, data: { ...tensor.data, location: basename(location), offset } };
  });
  return { model: { ...model, graph: { ...model.graph, initializers } }, file: { path: location, kind: 'ranges', ranges: pieces } };
}

function sizeOf({ name, data }: Tensor): number {
  if (data.kind !== 'external' || data.sizeBytes === null) throw new Error(`${name} is not planned for a file`);
  return data.sizeBytes;
}
