import { assertNever } from '@lamina/errors';
import type { Activation, Xielu } from '../architectures/decoder.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';

/** An activation function, element by element, as `transformers.activations` of 4.57.6 defines it. */
export function addActivation(graph: GraphWriter, input: string, activation: Activation | Xielu): string {
  if (typeof activation === 'object') return addXielu(graph, input, activation);
  switch (activation) {
    case 'silu':
      return graph.add('QuickGelu', [input], { domain: MICROSOFT, attributes: { alpha: { float: 1 } } });
    case 'sigmoid':
      return graph.add('Sigmoid', [input]);
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

function addXielu(graph: GraphWriter, input: string, { place }: Xielu): string {
  const number = (name: string, dims: readonly number[]): string => graph.weight({ name: `${place}.${name}`, dims });
  const [beta, eps] = [number('beta', []), number('eps', [])];
  const positive = graph.add('Softplus', [number('alpha_p', [1])]);
  const negative = graph.add('Add', [beta, graph.add('Softplus', [number('alpha_n', [1])])]);
  const linear = graph.add('Mul', [beta, input]);
  const above = graph.add('Mul', [positive, graph.add('Mul', [input, input])]);
  const grown = graph.add('Sub', [graph.add('Exp', [graph.add('Min', [input, eps])]), graph.float(1)]);
  const below = graph.add('Mul', [graph.add('Sub', [grown, input]), negative]);
  const isPositive = graph.add('Greater', [input, graph.float(0)]);
  return graph.add('Add', [graph.add('Where', [isPositive, above, below]), linear]);
}
