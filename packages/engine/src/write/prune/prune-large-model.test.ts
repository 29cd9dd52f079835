import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeOf } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { withoutBlocks } from '../../session/golden.fixture.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** More than the 2 GiB of one protobuf message, of one Node buffer and of one signed 32-bit offset. */
const DATA_BYTES = 2_200_000_000;
const GROWTH_LIMIT_BYTES = 300_000_000;
const BLOCKS = 7;
const WIDTH = 16;
/** Columns of each feed-forward sublayer. */
const HALF_WIDTH = 1 << 16;

/**
 * The tiny decoder with a table of tokens of more than two gigabytes, and feed-forward sublayers of four megabytes behind it: zeros of a sparse file
 * that no disk stores. Pruning runs the model on a few tokens, which read as many rows of the table.
 */
function writeLargeModel(folder: string): void {
  const model = buildTinyDecoder({ norm: 'pre', blocks: BLOCKS });
  const rows = Math.floor(DATA_BYTES / WIDTH / 4);
  let offset = 0;
  const place = (dims: readonly [number, number]) => {
    const sizeBytes = dims[0] * dims[1] * 4;
    const data = { kind: 'external', location: 'weights.bin', offset, sizeBytes } as const;
    offset += sizeBytes;
    return { dims, data };
  };
  const table = place([rows, WIDTH]);
  const initializers = model.graph.initializers.map((tensor) => {
    if (tensor.name === 'tokens') return { ...tensor, ...table };
    const [, , half] = /^weights_(\d+)\.(up|down)$/.exec(tensor.name) ?? [];
    if (half === undefined) return tensor;
    return { ...tensor, ...place(half === 'up' ? [WIDTH, HALF_WIDTH] : [HALF_WIDTH, WIDTH]) };
  });
  writeModelFolder(folder, { ...model, graph: { ...model.graph, initializers } });
  const path = join(folder, 'onnx', 'weights.bin');
  closeSync(openSync(path, 'w'));
  truncateSync(path, offset);
  // Old enough for its digest to be kept.
  utimesSync(path, 1e9, 1e9);
}

/** Runs engine code in a process of its own; returns what it printed and by how much its peak memory exceeds that before the work. */
function measure(work: string): { readonly answer: unknown; readonly growthBytes: number } {
  const script = `
    import { readFileSync } from 'node:fs';
    import { inspectModel, pruneModel } from ${JSON.stringify(join(import.meta.dirname, '../../index.ts'))};
    import { openModel } from ${JSON.stringify(fileURLToPath(import.meta.resolve('@lamina/models')))};
    const peakBytes = () => 1024 * Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    const before = peakBytes();
    const answer = await (async () => { ${work} })();
    console.log(JSON.stringify({ answer, growthBytes: peakBytes() - before }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('a model of 2.2 GB with weights in a file of their own', () => {
  const folder = join(temporary.path, 'large');
  const cacheFolder = join(temporary.path, 'digests');

  beforeAll(() => {
    mkdirSync(folder);
    writeLargeModel(folder);
  });

  it('is inspected without its weights in memory', () => {
    // The self-check runs the model, whose weights ONNX Runtime then reads.
    const settings = JSON.stringify({ selfCheck: false, digests: { cacheFolder } });
    const { answer, growthBytes } = measure(`return (await inspectModel(${JSON.stringify(folder)}, ${settings})).blocks`);
    expect(answer).toBe(BLOCKS);
    expect(growthBytes).toBeLessThan(GROWTH_LIMIT_BYTES);
  });

  it('is pruned without its weights in memory, and without a copy of them', () => {
    const out = join(temporary.path, 'pruned');
    const options = JSON.stringify({ model: folder, change: changeOf(withoutBlocks(1, 5)), out, digests: { cacheFolder } });
    const { answer, growthBytes } = measure(`return (await pruneModel(${options})).files.find(({ path }) => path.endsWith('_data'))`);
    expect(answer).toMatchObject({ bytes: statSync(join(folder, 'onnx/weights.bin')).size });
    expect(statSync(join(out, 'onnx/model.onnx_data')).ino).toBe(statSync(join(folder, 'onnx/weights.bin')).ino);
    expect(JSON.parse(readFileSync(join(out, 'prune-plan.json'), 'utf8'))).toMatchObject({
      kept: [0, 2, 3, 4, 6],
      certificate: { passed: true },
    });
    expect(growthBytes).toBeLessThan(GROWTH_LIMIT_BYTES);
  });
});
