import type { Unit, UnitKind } from '@lamina/plans';

/** The sublayers of each block; a text says why a block, or every block, has none. */
export type Sublayers =
  | { readonly arrangement: 'sequential' | 'parallel'; readonly byBlock: readonly (BlockSublayers | string)[] }
  | { readonly arrangement: null; readonly reason: string };

/** Both sublayers of one block. */
export interface BlockSublayers {
  /** The sublayer in which tokens read one another: an attention, or another mixer. */
  readonly mixer: Sublayer;
  readonly mlp: Sublayer;
}

/**
 * The effect of one sublayer on the residual stream.
 *
 *     start ─► Add(attn) ─► end        the attention of a sequential block
 */
export interface Sublayer {
  /** The stream before the sublayer: h_i, or m_i for the MLP of a sequential block. */
  readonly start: string;
  /** The tensors whose sum is the stream after this sublayer alone: one tensor of the graph, or `start` and the tensor that the sublayer adds. */
  readonly end: readonly string[];
  /** The additions by which the sublayer joins the stream, in order; empty where the sublayer was removed. */
  readonly additions: readonly Addition[];
}

/** One residual addition. Without the sublayer, the readers of `sum` read `stream`, a tensor of the same shape and type. */
export interface Addition {
  readonly sum: string;
  readonly stream: string;
}

/** A sublayer that can be measured and removed by itself. */
export interface RemovableSublayer extends Sublayer, Unit {
  readonly kind: Exclude<UnitKind, 'block'>;
}

/** Every sublayer that can be measured and removed by itself: block by block, the mixer (the unit `attention`) before the MLP. */
export function listSublayers(sublayers: Sublayers): readonly RemovableSublayer[] {
  if (sublayers.arrangement === null) return [];
  return sublayers.byBlock.flatMap((own, block): readonly RemovableSublayer[] => {
    if (typeof own === 'string') return [];
    return [
      { ...own.mixer, kind: 'attention', block },
      { ...own.mlp, kind: 'mlp', block },
    ];
  });
}

/** The units of one kind that a model has. */
export function listUnitsOfKind(
  { blocks, sublayers }: { readonly blocks: readonly { readonly index: number }[]; readonly sublayers: Sublayers },
  kind: UnitKind,
): readonly Unit[] {
  return blocks.map(({ index }) => ({ kind, block: index })).filter((unit) => hasUnit(sublayers, unit));
}

/** True for a block, and for a sublayer that its block has. */
export function hasUnit(sublayers: Sublayers, { kind, block }: Unit): boolean {
  if (kind === 'block') return true;
  return sublayers.arrangement !== null && typeof sublayers.byBlock[block] === 'object';
}

/** The same sublayers with each sublayer changed. The mixer of a block is its unit `attention`, whatever it is. */
export function mapSublayers(sublayers: Sublayers, change: (sublayer: Sublayer, unit: Unit) => Sublayer): Sublayers {
  if (sublayers.arrangement === null) return sublayers;
  const byBlock = sublayers.byBlock.map((own, block) => {
    if (typeof own === 'string') return own;
    return { ...own, mixer: change(own.mixer, { kind: 'attention', block }), mlp: change(own.mlp, { kind: 'mlp', block }) };
  });
  return { ...sublayers, byBlock };
}
