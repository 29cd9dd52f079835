import type { Model } from '@lamina/onnx';
import type { WeightPiece } from './weight-piece.ts';

/** A file still to be written. */
export type PlannedFile =
  | { readonly path: string; readonly kind: 'text'; readonly text: string }
  /** `source` is the file the graph was read from, which may still hold some of its weights. */
  | { readonly path: string; readonly kind: 'graph'; readonly model: Model; readonly source: string }
  /** The same file as the parent's, linked where the file system can. */
  | { readonly path: string; readonly kind: 'link'; readonly from: string }
  | { readonly path: string; readonly kind: 'copy'; readonly from: string }
  /** Weights by ascending offset, zeros between them. */
  | { readonly path: string; readonly kind: 'ranges'; readonly ranges: readonly WeightPiece[] };
