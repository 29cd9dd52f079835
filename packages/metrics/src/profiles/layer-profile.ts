import type { ValueUnit } from './layer-operation.ts';

/** A model of which single blocks were measured. Null where nobody says it. */
export interface ProfiledModel {
  readonly slug: string;
  readonly name: string;
  /** `org/name` on the hub. */
  readonly hubId: string | null;
  readonly maker: string | null;
  /** Models that share a recipe. */
  readonly generation: string | null;
  readonly parameterCount: number | null;
  readonly kind: 'dense' | 'mixture';
  readonly blockCount: number;
}

/** Who published or handed in a profile, and on what terms it is shown. */
export interface ProfileSource {
  readonly slug: string;
  readonly title: string;
  readonly url: string | null;
  readonly licence: string;
  readonly credit: string;
}

/** The value of one block. */
export interface ProfileCell {
  /** 0-based. */
  readonly block: number;
  readonly value: number;
  /** The value of a block that does nothing, in the unit of the value: number of measurements × floor of one; 0 where no floor is known. */
  readonly noise: number;
  /** Kind of attention and feed-forward, as 'linear · moe'. */
  readonly blockKind: string | null;
}

/** The values of one operation on the blocks of one model, by one source and text. */
export interface LayerProfile {
  readonly model: ProfiledModel;
  /** Measured by this platform; any other has a source. */
  readonly isMeasured: boolean;
  /** Handed in by somebody, who is its source; any other source published it. */
  readonly isContributed: boolean;
  /** Handed in, and a sample of it was measured again. */
  readonly isVerified: boolean;
  /** Null where it was measured here. */
  readonly source: ProfileSource | null;
  /** Licence of the values: of their source, or of the release that published what was measured here; null if none states it. */
  readonly licence: string | null;
  /** Exactly what was done, as `round:iq1_kt`. */
  readonly method: string;
  /** As the source names it; of measured values the id of the measure. */
  readonly unit: string;
  readonly valueUnit: ValueUnit;
  /** The text that was read. */
  readonly text: string | null;
  /** Why it counts in no statement about many models. */
  readonly doubt: string | null;
  /** Ascending by block; blocks without a value are left out. */
  readonly cells: readonly ProfileCell[];
}
