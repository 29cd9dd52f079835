import { DATA_TYPE } from '@lamina/onnx';
import { type GraphBuilder, intAttribute } from './graph-builder.ts';

/** Number of positions in the window of a local attention, including its own. */
const WINDOW = 3;

/**
 * Adds the additive attention mask [batch, 1, queries, keys] that all blocks share. As in real exports, the length of the past is taken from the
 * FIRST cache port for all blocks; `pastPort` is null without a cache. `triangle` is bool[queries, keys], or '' if not causal. With `local`,
 * `localMask` allows only the last WINDOW positions.
 */
export function addMask(
  build: GraphBuilder,
  options: { causal: boolean; pastPort: string | null; local?: boolean },
): { mask: string; localMask: string; triangle: string } {
  const cast = [intAttribute('to', DATA_TYPE.bool)];
  const given = build.node('Cast', ['attention_mask'], 'mask/given', cast);
  const padding = build.node('Unsqueeze', [given, build.integers('axes_1_2', [1, 2])], 'mask/padding');
  const triangle = options.causal ? addTriangle(build, options.pastPort) : '';
  const allowed = options.causal ? build.node('And', [padding, triangle], 'mask/allowed') : padding;
  const additive = (of: string, output: string): string =>
    build.node('Where', [of, build.float('zero', 0), build.float('lowest', -10_000)], output);
  const mask = additive(allowed, 'mask');
  if (!options.causal || options.local !== true) return { mask, localMask: '', triangle };
  const first = build.node('Sub', ['mask/query_column', build.integers('window', [WINDOW], [])], 'mask/before_window');
  const near = build.node('Greater', ['mask/key_places', first], 'mask/near');
  return { mask, localMask: additive(build.node('And', [allowed, near], 'mask/allowed_near'), 'local_mask'), triangle };
}

function addTriangle(build: GraphBuilder, pastPort: string | null): string {
  const zero = build.integers('int_zero', [0], []);
  const extent = (tensor: string, axis: string, output: string): string => {
    const shape = build.node('Shape', [tensor], `${output}/shape`);
    return build.node('Gather', [shape, axis], output, [intAttribute('axis', 0)]);
  };
  const queries = extent('input_ids', build.integers('int_one', [1], []), 'mask/queries');
  const past = pastPort === null ? zero : extent(pastPort, build.integers('int_two', [2], []), 'mask/past');
  const keys = build.node('Add', [queries, past], 'mask/keys');
  const one = build.integers('int_one', [1], []);
  const keyPlaces = build.node('Range', [zero, keys, one], 'mask/key_places');
  const queryPlaces = build.node('Range', [past, keys, one], 'mask/query_places');
  const column = build.node('Unsqueeze', [queryPlaces, build.integers('axes_1', [1])], 'mask/query_column');
  return build.node('LessOrEqual', [keyPlaces, column], 'mask/triangle');
}
