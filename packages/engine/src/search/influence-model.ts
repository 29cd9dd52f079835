import { getAt, getEntry } from '@lamina/errors';
import { MEASURES } from '@lamina/metrics';
import type { OpenedModel } from '@lamina/models';
import { isRemoved, type Removal, UNIT_KINDS, type Unit, type UnitKind } from '@lamina/plans';
import { listSublayers, PRODUCTS_PER_SUBLAYER, SUBLAYER_PRODUCTS } from '@lamina/surgery';
import { readRealTokens } from '../repair/fit-gap.ts';
import { type ModelParts, NOTHING, nextStream, openParts, type Part, readState, runPart, startWalk } from '../resident/model-parts.ts';
import { floatsOf } from '../session/batches.ts';
import type { SessionOptions } from '../session/session.ts';
import type { LossInput } from './measure-windows.ts';

/** The influence of each unit while others are removed; null where it is undefined, and for removed units. */
export type Influences = readonly (number | null)[];

/** A model that stays loaded, and gives the influence of its units under any removal. */
export interface InfluenceModel {
  /** The units whose influence it gives. */
  readonly units: readonly Unit[];
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
  const measureWith = async function* (removal: Removal, replaced: ReadonlyMap<number, Part>): AsyncGenerator<number, InfluenceSums> {
    const sums = createSums(blocks.length);
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
        addStates(sums, block, { entering: read(readState(stream).values), leaving: read(values), width });
        if (products.length > 0) {
          const ofBlock = getEntry(sublayersOf, block);
          const tokens = readRealTokens({ lengths, width: positions }, ofBlock.length * PRODUCTS_PER_SUBLAYER);
          addProducts(sums, ofBlock, tokens.read(floatsOf(outputs, SUBLAYER_PRODUCTS)));
        }
        stream = next;
      }
      yield lengths.length;
    }
    return sums;
  };
  return {
    units,
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

const MEASURE_OF = { block: MEASURES.blockInfluence, attention: MEASURES.attentionInfluence, mlp: MEASURES.mlpInfluence } as const;

/** Sums and numbers of terms by kind of unit and block, float64[L] each. */
type InfluenceSums = Readonly<Record<UnitKind, { readonly sum: Float64Array; readonly count: Float64Array }>>;

function createSums(blocks: number): InfluenceSums {
  const sums = UNIT_KINDS.map((kind) => [kind, { sum: new Float64Array(blocks), count: new Float64Array(blocks) }]);
  return Object.fromEntries(sums) as InfluenceSums;
}

function add(sums: InfluenceSums, { kind, block }: Unit, influence: number): void {
  if (!Number.isFinite(influence)) return;
  const { sum, count } = sums[kind];
  sum[block] = (sum[block] as number) + influence;
  count[block] = (count[block] as number) + 1;
}

/** The states of some tokens around one block, float32[tokens × width] each. */
interface BlockStep {
  readonly entering: Float32Array;
  readonly leaving: Float32Array;
  readonly width: number;
}

/** Adds the influence of one block on some tokens, in float64. */
function addStates(sums: InfluenceSums, block: number, { entering, leaving, width }: BlockStep): void {
  for (let start = 0; start < entering.length; start += width) {
    let before = 0;
    let product = 0;
    let after = 0;
    for (let cell = start; cell < start + width; cell += 1) {
      const x = entering[cell] as number;
      const y = leaving[cell] as number;
      before += x * x;
      product += x * y;
      after += y * y;
    }
    add(sums, { kind: 'block', block }, MEASURE_OF.block.term(before, product, after));
  }
}

/** Adds the influences of the sublayers of a block. @param products float32[tokens, 3 × sublayers], as createSublayerProducts gives them */
function addProducts(sums: InfluenceSums, sublayers: readonly Unit[], products: Float32Array): void {
  for (let start = 0; start < products.length; start += sublayers.length * PRODUCTS_PER_SUBLAYER)
    for (const [place, unit] of sublayers.entries()) {
      const at = start + place * PRODUCTS_PER_SUBLAYER;
      const [before, product, after] = [products[at] as number, products[at + 1] as number, products[at + 2] as number];
      add(sums, unit, MEASURE_OF[unit.kind].term(before, product, after));
    }
}

function influenceOf(sums: InfluenceSums, { kind, block }: Unit): number | null {
  const { sum, count } = sums[kind];
  return MEASURE_OF[kind].fromSums({ sum: getAt(sum, block), count: getAt(count, block) });
}
