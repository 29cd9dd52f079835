import { getEntry } from '@lamina/errors';
import type { LayerOperation } from './layer-operation.ts';
import type { MarkedProfile } from './mark-profiles.ts';
import { depthOf } from './rank-profile.ts';

/** One block of one model under one operation: a row of the long table. Null where nobody says it. */
export interface LayerRow {
  /** Short name. */
  readonly model: string;
  readonly name: string;
  readonly hubId: string | null;
  readonly maker: string | null;
  /** Family: models that share a recipe. */
  readonly generation: string | null;
  readonly parameters: number | null;
  readonly kind: 'dense' | 'mixture';
  readonly blocks: number;
  /** 0-based. */
  readonly block: number;
  /** (block + ½) ÷ blocks. */
  readonly relativeDepth: number;
  /** Kind of attention and feed-forward of the block. */
  readonly blockKind: string | null;
  readonly operation: LayerOperation;
  /** Exactly what was done, as `round:iq1_kt`. */
  readonly method: string;
  readonly metric: string;
  readonly unitOfValue: string;
  readonly value: number;
  /** The value of a block that does nothing, in the unit of the value; ranks compare what is above it. */
  readonly noise: number;
  /** 1 = matters least in its profile; ties share the mean of their ranks. */
  readonly rank: number;
  /** Blocks of the profile that have a rank. */
  readonly ranked: number;
  /** Whether the profile stands for its model and operation. */
  readonly shown: boolean;
  /** Whether statements about many models count the profile. */
  readonly counted: boolean;
  /** Why they do not. */
  readonly reason: string | null;
  /** The text that was read. */
  readonly text: string | null;
  /** Who measured it: 'measured' here, 'published', or 'contributed'. */
  readonly origin: 'measured' | 'published' | 'contributed';
  /** Title of the source; null where it was measured here. */
  readonly source: string | null;
  readonly sourceUrl: string | null;
  /** Licence of the value: of its source, or of the release that published what was measured here; null if none states it. */
  readonly licence: string | null;
  /** The line to show wherever the value is. */
  readonly credit: string | null;
}

/** The long table: one row for each block of every profile, in the order of the profiles. */
export function listLayerRows(profiles: readonly MarkedProfile[]): readonly LayerRow[] {
  return profiles.flatMap((profile) => {
    const { model, method, valueUnit, source, licence, text, cells, ranks, isMeasured, isContributed } = profile;
    return cells.map(
      ({ block, value, noise, blockKind }): LayerRow => ({
        model: model.slug,
        name: model.name,
        hubId: model.hubId,
        maker: model.maker,
        generation: model.generation,
        parameters: model.parameterCount,
        kind: model.kind,
        blocks: model.blockCount,
        block,
        relativeDepth: depthOf(block, model.blockCount),
        blockKind,
        operation: valueUnit.operation,
        method,
        metric: valueUnit.metric,
        unitOfValue: valueUnit.words,
        value,
        noise,
        rank: getEntry(ranks, block) + 1,
        ranked: ranks.size,
        shown: profile.isShown,
        counted: profile.isCounted,
        reason: profile.reason,
        text,
        origin: isMeasured ? 'measured' : isContributed ? 'contributed' : 'published',
        source: source?.title ?? null, // measured here
        sourceUrl: source?.url ?? null, // measured here, or the source has no address
        licence,
        credit: source?.credit ?? null, // measured here
      }),
    );
  });
}
