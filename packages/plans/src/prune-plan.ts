import type { Certificate } from './certificate.ts';
import type { RemovedUnits } from './removal.ts';
import type { TypeRules } from './type-mixture.ts';

/** The strategy of a removal that a person named. */
export const EXPLICIT = 'explicit';

/** The part of its parent that a pruned model keeps, in terms that any tool can use. */
export interface PrunePlan extends RemovedUnits {
  readonly format: 'lamina-prune-plan@1';
  readonly parent: {
    readonly name: string;
    readonly graphSha256: string;
    /** Location of the parent's original weights for other tools, from config.json; null if config.json does not state it. */
    readonly reference: string | null;
    /** Type of the parent's weights with torch's name, such as bfloat16; null if the graph is quantized and config.json does not state it. */
    readonly dtype: string | null;
    /** The folder or file from which the parent was read, on the machine that pruned it; null in plans that do not state it. */
    readonly location: string | null;
  };
  readonly strategy: string;
  readonly blocksBefore: number;
  /** Blocks of which at least one sublayer is kept, 0-based in the parent's numbering, ascending; `kept[i]` is block i of the pruned model. */
  readonly kept: readonly number[];
  /** Changes of the parent's config.json, as a JSON merge patch (RFC 7396); null if the parent has none. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** The repair that replaces the removed blocks: kind, ridge, token rule, errors and the digest of its calibration text; null if there is none. */
  readonly repair: Readonly<Record<string, unknown>> | null;
  /** The types of a GGUF file that was encoded anew: one for every matrix, or the first of these regular expressions and types; null if types are kept. */
  readonly types: TypeRules | null;
  /** Facts that config.json cannot express, or expresses differently now. */
  readonly notes: readonly string[];
  /** The comparison of the written model with its parent; null if there was none. */
  readonly certificate: Certificate | null;
}
