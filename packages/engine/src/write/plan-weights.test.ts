import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { afterAll, describe, expect, it } from '@jest/globals';
import { changeOf } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { ModelProtoSchema, StringStringEntryProtoSchema, type TensorProto, TensorProto_DataLocation } from 'onnx-buf';
import { withoutBlocks } from '../session/golden.fixture.ts';
import { pruneModel } from './prune/prune-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const FILES = ['first.bin', 'second.bin'];
const GAP_BYTES = 100;

/** A tiny decoder whose matrices lie in two files in turns, with gaps between them and entries beyond those that are needed. */
function writeParent(folder: string): string {
  writeModelFolder(folder, buildTinyDecoder({ norm: 'pre', blocks: 3 }));
  const path = join(folder, 'onnx/model.onnx');
  const model = fromBinary(ModelProtoSchema, readFileSync(path));
  const contents: Uint8Array[][] = FILES.map(() => []);
  const matrices = model.graph?.initializer.filter(({ dims, rawData }) => dims.length === 2 && rawData.byteLength > 0) ?? [];
  for (const [place, tensor] of matrices.entries()) {
    const content = contents[place % 2] ?? [];
    const offset = content.reduce((sum, { byteLength }) => sum + byteLength, 0);
    content.push(tensor.rawData, new Uint8Array(GAP_BYTES));
    const entries = {
      location: FILES[place % 2],
      offset,
      length: tensor.rawData.byteLength,
      checksum: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    };
    tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
    tensor.externalData = Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value: String(value) }),
    );
    tensor.rawData = new Uint8Array(0);
  }
  writeFileSync(path, toBinary(ModelProtoSchema, model));
  for (const [place, name] of FILES.entries()) writeFileSync(join(folder, 'onnx', name), Buffer.concat(contents[place] ?? []));
  return folder;
}

function externalTensors(folder: string): readonly TensorProto[] {
  const model = fromBinary(ModelProtoSchema, readFileSync(join(folder, 'onnx/model.onnx')));
  return model.graph?.initializer.filter(({ externalData }) => externalData.length > 0) ?? [];
}

function entryOf(tensor: TensorProto, key: string): string {
  return tensor.externalData.find((entry) => entry.key === key)?.value ?? '';
}

function bytesOf(folder: string, tensor: TensorProto): Buffer {
  const content = readFileSync(join(folder, 'onnx', entryOf(tensor, 'location')));
  const offset = Number(entryOf(tensor, 'offset'));
  return content.subarray(offset, offset + Number(entryOf(tensor, 'length')));
}

describe('the weights of a pruned model', () => {
  const parent = writeParent(join(temporary.path, 'parent'));
  const original = new Map(externalTensors(parent).map((tensor) => [tensor.name, bytesOf(parent, tensor)]));

  it.each([true, false])('are the parent’s, bit for bit, under names that transformers.js counts; copied: %j', async (copyWeights) => {
    const out = join(temporary.path, `copied-${copyWeights}`);
    await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out, copyWeights });
    const tensors = externalTensors(out);
    expect(tensors.length).toBeGreaterThan(4);
    for (const tensor of tensors) {
      expect(bytesOf(out, tensor)).toEqual(original.get(tensor.name));
      expect(tensor.externalData.map(({ key }) => key)).toEqual(['location', 'offset', 'length']);
    }
    const names = copyWeights ? ['model.onnx', 'model.onnx_data'] : ['model.onnx', 'model.onnx_data', 'model.onnx_data_1'];
    expect(readdirSync(join(out, 'onnx')).sort()).toEqual(names);
  });

  it('are the kept ranges alone when copied, each at the beginning of a page', async () => {
    const out = join(temporary.path, 'pages');
    const { files } = await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out, copyWeights: true });
    const places = externalTensors(out).map((tensor) => ({
      at: Number(entryOf(tensor, 'offset')),
      sizeBytes: Number(entryOf(tensor, 'length')),
    }));
    expect(places.every(({ at }) => at % 4096 === 0)).toBe(true);
    const end = Math.max(...places.map(({ at, sizeBytes }) => at + sizeBytes));
    expect(statSync(join(out, 'onnx/model.onnx_data')).size).toBe(end);
    expect(end).toBe(
      places.reduce((sum, { sizeBytes }, place) => sum + (place < places.length - 1 ? Math.ceil(sizeBytes / 4096) * 4096 : sizeBytes), 0),
    );
    expect(files.map(({ path }) => path)).toContain('onnx/model.onnx_data');
  });
});
