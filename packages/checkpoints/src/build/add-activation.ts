import { assertNever } from '@lamina/errors';
import type { Activation } from '../architectures/decoder.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';

/** An activation function, element by element, as `transformers.activations` of 4.57.6 defines it. */
export function addActivation(graph: GraphWriter, input: string, activation: Activation): string {
  switch (activation) {
    case 'silu':
      return graph.add('QuickGelu', [input], { domain: MICROSOFT, attributes: { alpha: { float: 1 } } });
    case 'quick-gelu':
      return graph.add('QuickGelu', [input], { domain: MICROSOFT, attributes: { alpha: { float: 1.702 } } });
    case 'gelu':
      return graph.add('Gelu', [input]);
    case 'gelu-tanh':
      return graph.add('Gelu', [input], { attributes: { approximate: 'tanh' } });
    case 'relu':
      return graph.add('Relu', [input]);
    case 'relu-squared': {
      const positive = graph.add('Relu', [input]);
      return graph.add('Mul', [positive, positive]);
    }
    case 'tanh':
      return graph.add('Tanh', [input]);
    case 'identity':
      return input;
    default:
      return assertNever(activation);
  }
}
