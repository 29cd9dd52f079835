import { getAt, getEntry } from '@lamina/errors';
import { MEASURES } from '@lamina/metrics';
import { isRemoved, type Removal, type Unit } from '@lamina/plans';
import { listSublayers, PRODUCTS_PER_SUBLAYER, SUBLAYER_PRODUCTS } from '@lamina/surgery';
import type { OpenedModel } from '../model/open/open-model.ts';
import { readRealTokens } from '../repair/collect-gap.ts';
import { type ModelParts, NOTHING, nextStream, openParts, type Part, readState, runPart, startWalk } from '../resident/model-parts.ts';
import type { LossInput } from '../score/measure-windows.ts';
import { addStep, addSublayers, createUnitSums, type UnitSums } from '../score/score-sums.ts';
import { floatsOf } from '../session/batches.ts';
import type { SessionOptions } from '../session/session.ts';

/** By unit: its influence while others are removed; null where it is undefined, and for removed units. */
export type Influences = readonly (number | null)[];

/** A model that stays loaded, and gives the influence of its units under any removal. */
export interface InfluenceModel {
  /** Its parts, for others that run them too. */
  readonly parts: ModelParts;
  /**
   * The influences of `units` on the model without `removal`. Yields the number of windows after each batch.
   *
   * @param repaired the model with exactly the runs of `removal` repaired. Only the parts in which it differs are loaded.
   */
  measure(removal: Removal, repaired?: OpenedModel): AsyncGenerator<number, Influences>;
  release(): Promise<void>;
}

/**
 * Loads a model in parts, without its head, each when it is first needed. The states between parts give block-influence@1, and the parts themselves the
 * products of their sublayers.
 */
export function openInfluenceModel(
  opened: OpenedModel,
  { windows, batch }: LossInput,
  { units, ...session }: SessionOptions & { readonly units: readonly Unit[] },
): InfluenceModel {
  const parts = openParts(opened, { ...session, sublayers: units.some(({ kind }) => kind !== 'block') });
  const { blocks, sublayers } = opened.structure;
  const sublayersOf = Map.groupBy(listSublayers(sublayers), ({ block }) => block);
  const walk = startWalk(opened, windows, batch);
  const findPart = async (block: number, removal: Removal): Promise<Part | null> => {
    if (isRemoved(removal, { kind: 'block', block })) return null;
    const lost = (['attention', 'mlp'] as const).find((kind) => isRemoved(removal, { kind, block }));
    return await (lost ? parts.getWithout(block, lost) : parts.get(block + 1));
  };
  const measureWith = async function* (removal: Removal, replaced: ReadonlyMap<number, Part>): AsyncGenerator<number, UnitSums> {
    const sums = createUnitSums(blocks.length);
    for (const { feeds, lengths, width: positions } of walk.batches) {
      const embedding = replaced.get(0) ?? (await parts.get(0));
      let stream = nextStream(embedding, NOTHING, await runPart(embedding, feeds, NOTHING));
      for (const { index: block } of blocks) {
        const part = replaced.get(block + 1) ?? (await findPart(block, removal));
        if (part === null) continue;
        const products = part.session.model.graph.outputs.some(({ name }) => name === SUBLAYER_PRODUCTS) ? [SUBLAYER_PRODUCTS] : [];
        const outputs = await runPart(part, feeds, stream, products);
        const next = nextStream(part, stream, outputs);
        const { values, width } = readState(next);
        const { read } = readRealTokens({ lengths, width: positions }, width);
        addStep(sums, block, { entering: read(readState(stream).values), leaving: read(values), width });
        if (products.length > 0) {
          const ofBlock = getEntry(sublayersOf, block);
          const tokens = readRealTokens({ lengths, width: positions }, ofBlock.length * PRODUCTS_PER_SUBLAYER);
          addSublayers(sums, ofBlock, tokens.read(floatsOf(outputs, SUBLAYER_PRODUCTS)));
        }
        stream = next;
      }
      yield lengths.length;
    }
    return sums;
  };
  return {
    parts,
    async *measure(removal, repaired) {
      const replaced = repaired ? await parts.loadRepaired(repaired, removal) : new Map<number, Part>();
      try {
        const sums = yield* measureWith(removal, replaced);
        return units.map((unit) => (isRemoved(removal, unit) ? null : influenceOf(sums, unit)));
      } finally {
        await parts.unload([...replaced.values()]);
      }
    },
    release: () => parts.release(),
  };
}

const MEASURE_OF = { block: 'blockInfluence', attention: 'attentionInfluence', mlp: 'mlpInfluence' } as const;

function influenceOf(sums: UnitSums, { kind, block }: Unit): number | null {
  const name = MEASURE_OF[kind];
  const { sum, count } = sums[name];
  return MEASURES[name].fromSums({ sum: getAt(sum, block), count: getAt(count, block) });
}
