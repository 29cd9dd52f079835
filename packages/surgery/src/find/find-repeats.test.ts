import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import { createNode, type Graph } from '@lamina/onnx';
import { GraphView } from '../graph/graph-view.ts';
import { findCuts } from './find-cuts.ts';
import { findRepeats } from './find-repeats.ts';

/** A chain of operators from `t0` on; every tensor of it is a cut, so every operator is a segment. */
function chain(operators: readonly string[]): Graph {
  const nodes = operators.map((opType, place) => createNode(opType, [`t${place}`], [`t${place + 1}`]));
  return { name: 'chain', nodes, initializers: [], inputs: [], outputs: [], valueInfo: [], rest: [] };
}

function segmentsOf(operators: readonly string[]): number[] {
  const view = new GraphView(chain(operators));
  return findRepeats(view, findCuts(view, { source: 't0', sink: `t${operators.length}` })).map(({ segment }) => segment);
}

describe('findRepeats', () => {
  it.each([
    ['from the first segment on', 'Pad Tanh Pad Tanh Softmax', [0, 2]],
    ['between other segments', 'Neg Pad Tanh Pad Tanh Pad Tanh Softmax', [1, 3, 5]],
    ['of one segment', 'Neg Pad Pad Pad Softmax', [1, 2, 3]],
    ['with casts and reshapes anywhere', 'Neg Pad Cast Tanh Reshape Pad Tanh Softmax', [1, 5]],
    ['of the longest run where there are several', 'Exp Pad Exp Pad Neg Pad Tanh Abs Pad Tanh Abs Softmax', [5, 8]],
  ])('finds a pattern %s', (_, operators, segments) => {
    expect(segmentsOf(operators.split(' '))).toEqual(segments);
  });

  it.each([
    ['nothing repeats', 'Pad Tanh Neg Exp'],
    ['what repeats shows no token another', 'Neg Tanh Sigmoid Tanh Sigmoid Softmax'],
  ])('finds nothing where %s', (_, operators) => {
    expect(segmentsOf(operators.split(' '))).toEqual([]);
  });

  it('refuses a pattern that can be cut in two ways, naming a tensor of it', () => {
    const refused = (): number[] => segmentsOf('Neg Pad Tanh Pad Tanh Pad Softmax'.split(' '));
    expect(refused).toThrow(AppError);
    expect(refused).toThrow('t1');
  });
});
