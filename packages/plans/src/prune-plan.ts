import type { Certificate } from './certificate.ts';
import type { RemovedUnits } from './describe-removal.ts';

/** What a pruned model keeps of its parent, in terms any tool can use. */
export interface PrunePlan extends RemovedUnits {
  readonly format: 'lamina-prune-plan@1';
  readonly parent: {
    readonly name: string;
    readonly graphSha256: string;
    /** Where other tools find the parent's original weights, as config.json names them; null where it does not. */
    readonly reference: string | null;
    /** Type of the parent's weights as torch names it, such as bfloat16; null where the graph is quantized and config.json is silent. */
    readonly dtype: string | null;
    /** Where the parent was read: a folder or a file of the machine that pruned it; null in plans that do not say. */
    readonly location: string | null;
  };
  readonly strategy: string;
  readonly blocksBefore: number;
  /** Blocks of which something is left, 0-based in the parent's numbering, ascending; `kept[i]` is what the pruned model calls i. */
  readonly kept: readonly number[];
  /** What changes in the parent's config.json, as a JSON merge patch (RFC 7396); null where the parent has none. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** What stands in place of the removed blocks in the pruned model, as it was solved: kind, ridge, token rule, errors and the digest of its calibration text; null where nothing does. */
  readonly repair: Readonly<Record<string, unknown>> | null;
  /** What config.json could not say, or says in another way now. */
  readonly notes: readonly string[];
  /** How the written model compares with its parent; null where nothing was compared. */
  readonly certificate: Certificate | null;
}
