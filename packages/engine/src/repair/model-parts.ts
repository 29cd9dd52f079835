import { getAt } from '@lamina/errors';
import { type BlockStructure, type ExposedSum, exposeSums, type Segment, splitBlocks } from '@lamina/surgery';
import type { OpenedModel } from '../model/open/open-model.ts';
import { createPartLoader, type Part, type PartLoader } from '../resident/part-loader.ts';
import type { SessionOptions } from '../session/session.ts';

/** The parts of a model without its head: the embedding, then the blocks, so that part i gives h_i. Each is loaded when it is first needed. */
export interface ModelParts extends PartLoader {
  get(part: number): Promise<Part>;
  /** Parts `from` … `end − 1`. */
  list(from: number, end: number): Promise<readonly Part[]>;
  /** A part whose only output is a sum of tensors inside it. */
  loadSums(part: number, sum: ExposedSum): Promise<Part>;
}

export function openParts({ structure, mapped }: OpenedModel, options: SessionOptions): ModelParts {
  const loader = createPartLoader(mapped.weightFolder, options);
  const segments = listSegments(structure);
  const loaded = new Map<number, Promise<Part>>();
  const get = (part: number): Promise<Part> => {
    const known = loaded.get(part) ?? loader.load(getAt(segments, part));
    loaded.set(part, known);
    return known;
  };
  return {
    ...loader,
    get,
    async list(from, end) {
      const found: Part[] = [];
      for (let part = from; part < end; part += 1) found.push(await get(part));
      return found;
    },
    loadSums(part, sum) {
      const segment = getAt(segments, part);
      return loader.load({ ...segment, model: exposeSums(segment.model, [sum]) });
    },
  };
}

export function listSegments(structure: BlockStructure): readonly Segment[] {
  const { embedding, blocks } = splitBlocks(structure, { common: true });
  return [embedding, ...blocks];
}
