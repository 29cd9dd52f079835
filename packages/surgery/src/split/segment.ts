import type { Model } from '@lamina/onnx';
import type { CachePair } from '../graph/cache-ports.ts';

/** Names of the ports by which the parts pass the residual stream on. Every port is float32, whatever type the model computes in. */
export const SEGMENT_PORTS = {
  /** float32: h_i, in the shape that the model gives it */
  stateIn: 'lamina.state_in',
  /** float32: h_{i+1} */
  stateOut: 'lamina.state_out',
  /** float32: finalNorm(h_L), an output of the head only, where the model has a final norm */
  finalNorm: 'lamina.final_norm',
} as const;

/** The name inside a part of the state that enters it, in the element type of the model. */
export const SEGMENT_ENTRY = `${SEGMENT_PORTS.stateIn}/own`;

/** One part of a split model. It is a model of its own over the weights of the whole model. */
export interface Segment {
  readonly model: Model;
  /** The values that it reads beside the stream (shared keys and values, masks): the input, and the block that computes it, −1 for the embedding. */
  readonly carriedIn: readonly { readonly port: string; readonly from: number }[];
  readonly carriedOut: readonly string[];
  /** The caches of the block, if they were asked for: the input with the past, and the output with past and present. */
  readonly caches: readonly CachePair[];
}
