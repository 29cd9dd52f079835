import type { Model } from '@lamina/onnx';
import type { WeightPiece } from './weight-piece.ts';

/** A file that is still to be written. */
export type PlannedFile =
  | { readonly path: string; readonly kind: 'text'; readonly text: string }
  /** `source` is the file from which the graph was read. It may still hold some of the weights. */
  | { readonly path: string; readonly kind: 'graph'; readonly model: Model; readonly source: string }
  /** The file of the parent, linked where the file system allows it. */
  | { readonly path: string; readonly kind: 'link'; readonly from: string }
  | { readonly path: string; readonly kind: 'copy'; readonly from: string }
  /** Weights by ascending offset, with zeros between them. */
  | { readonly path: string; readonly kind: 'ranges'; readonly ranges: readonly WeightPiece[] };
