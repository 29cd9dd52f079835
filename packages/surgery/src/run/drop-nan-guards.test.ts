import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readModel, sourceFromBytes } from '@lamina/onnx';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { dropNanGuards } from './drop-nan-guards.ts';

const MODEL = readModel(sourceFromBytes(readFileSync(join(import.meta.dirname, '../../../engine/fixtures/tiny-llama/onnx/model.onnx'))));

function count(operator: string, nodes = MODEL.graph.nodes): number {
  return nodes.filter(({ opType }) => opType === operator).length;
}

describe('dropNanGuards', () => {
  it('takes the test and the choice off every attention and leaves every other choice', () => {
    const { nodes } = removeDeadNodes(dropNanGuards(MODEL).graph);
    const before = removeDeadNodes(MODEL.graph).nodes;
    expect(count('IsNaN', before)).toBe(3);
    expect(count('IsNaN', nodes)).toBe(0);
    expect(count('Where', nodes)).toBe(count('Where', before) - 3);
    expect(count('Softmax', nodes)).toBe(count('Softmax', before));
  });

  it('leaves a model without guards as it is', () => {
    const once = dropNanGuards(MODEL);
    expect(dropNanGuards(once)).toEqual(once);
  });
});
