import type { MatrixProduct } from '../linear-algebra/matrix.ts';
import type { GapMoments } from './gap-moments.ts';
import type { RepairOperator } from './repair-operator.ts';

/** A format of model files. */
export type RepairFormat = 'onnx' | 'safetensors' | 'gguf';

/** How a repair is solved. */
export interface SolveOptions {
  /** Ridge relative to the tokens' mean square: λ = alpha · N · mean‖b‖² / d. Null means defaultAlphaOf. Read by kinds with a ridge. */
  readonly alpha: number | null;
  /** At most d; null = no limit. Read by kinds with a rank. */
  readonly rank: number | null;
  readonly multiply: MatrixProduct;
}

export interface RepairSolution {
  readonly operator: RepairOperator;
  /** Both null for kinds without a ridge. */
  readonly alpha: number | null;
  readonly lambda: number | null;
}

/** One kind of training-free repair: what replaces a removed run of blocks, and how it is solved from a calibration text. */
export interface Repair<Kind extends string = string> {
  /** As results, files and flags name it. */
  readonly kind: Kind;
  readonly label: string;
  /** Where it is published; empty where nowhere. */
  readonly paper: string;
  /** One sentence for people. */
  readonly describe: string;
  /** The removed units that it can replace: runs of blocks, attentions, MLPs. */
  readonly replaces: readonly ('block' | 'attention' | 'mlp')[];
  /** The form of its operator. */
  readonly form: RepairOperator['form'];
  /** The sums that it needs (GapMoments): of the stream, of the stream and its rotation, or of the projection before the run. */
  readonly moments: 'stream' | 'rotated-stream' | 'projection';
  /** Settings that a person can choose: the ridge, the rank, and token weights (the token rule `balanced`, for least squares). */
  readonly settings: readonly ('alpha' | 'rank' | 'token-weights')[];
  /** Formats whose own weights can hold it. ONNX holds every repair, as an operator of the graph. */
  readonly foldsInto: readonly RepairFormat[];
  /** @throws AppError BAD_USER_INPUT where the ridge leaves the normal equations singular, or the rank is not in 1 … d. */
  solve(moments: GapMoments, options: SolveOptions): Promise<RepairSolution>;
}

type Defaults = Pick<Repair, 'paper' | 'settings' | 'foldsInto'>;
type Definition<Kind extends string> = Omit<Repair<Kind>, keyof Defaults> & Partial<Defaults>;

/** A repair that is published nowhere, has nothing to set and folds into no format, where the definition does not say otherwise. */
export function defineRepair<const Kind extends string>(definition: Definition<Kind>): Repair<Kind> {
  return { paper: '', settings: [], foldsInto: [], ...definition };
}

/** A repair whose operator follows from the moments alone. */
export function defineRatio<const Kind extends string>({
  solve,
  ...definition
}: Omit<Definition<Kind>, 'solve'> & { readonly solve: (moments: GapMoments) => RepairOperator }): Repair<Kind> {
  return defineRepair<Kind>({ ...definition, solve: async (moments) => ({ operator: solve(moments), alpha: null, lambda: null }) });
}

/** A quotient of sums; `otherwise` where nothing was summed. */
export function ratioOf(numerator: number, denominator: number, otherwise = 1): number {
  return denominator === 0 ? otherwise : numerator / denominator;
}

export function ratiosOf(numerators: Float64Array, denominators: Float64Array): Float64Array {
  return numerators.map((numerator, k) => ratioOf(numerator, denominators[k] as number));
}
