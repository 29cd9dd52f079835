import type { Random } from '@lamina/metrics';
import { HOSTILE_INTEGERS, pick } from './mutate-bytes.ts';
import { encodeTree, type Field } from './protobuf-tree.ts';

type ListMutation = (fields: readonly Field[], at: number, random: Random) => readonly Field[];

/** Mutations of one field somewhere in the tree. All lengths around it are corrected, so that they reach code beyond the wire format. */
export const TREE_MUTATIONS: Readonly<Record<string, (tree: readonly Field[], random: Random) => Buffer>> = {
  dropField: (tree, random) => encodeTree(mutateSomewhere(tree, random, (fields, at) => fields.filter((_, index) => index !== at))),
  repeatField: (tree, random) =>
    encodeTree(mutateSomewhere(tree, random, (fields, at) => fields.flatMap((field, index) => (index === at ? [field, field] : [field])))),
  moveField: (tree, random) =>
    encodeTree(
      mutateSomewhere(tree, random, (fields, at, source) => {
        const field = fields[at] as Field;
        const others = fields.filter((_, index) => index !== at);
        return others.toSpliced(source.randomBelow(others.length + 1), 0, field);
      }),
    ),
  renumberField: (tree, random) =>
    encodeTree(mutateSomewhere(tree, random, (fields, at, source) => replaceAt(fields, at, { field: 1 + source.randomBelow(26) }))),
  hostileValue: (tree, random) => encodeTree(mutateSomewhere(tree, random, makeHostile)),
};

function makeHostile(fields: readonly Field[], at: number, random: Random): readonly Field[] {
  const field = fields[at] as Field;
  if (typeof field.value === 'bigint') return replaceAt(fields, at, { value: pick(HOSTILE_INTEGERS, random) });
  const bytes = new Uint8Array(field.value);
  if (random.random() < 0.3)
    return replaceAt(fields, at, { value: bytes.subarray(0, random.randomBelow(bytes.length + 1)), children: null });
  for (let left = 1 + random.randomBelow(4); left > 0 && bytes.length > 0; left -= 1) {
    bytes[random.randomBelow(bytes.length)] = random.randomBelow(256);
  }
  return replaceAt(fields, at, { value: bytes, children: null });
}

function replaceAt(fields: readonly Field[], at: number, change: Partial<Field>): readonly Field[] {
  return fields.map((field, index) => (index === at ? { ...field, ...change } : field));
}

/** Walks down at random and applies the mutation to the last list; the path to it is copied, everything else is shared. */
function mutateSomewhere(fields: readonly Field[], random: Random, mutation: ListMutation): readonly Field[] {
  if (fields.length === 0) return fields;
  const at = random.randomBelow(fields.length);
  const inner = (fields[at] as Field).children;
  // The graph is one of few fields of the model and contains almost everything.
  const goesDown = inner !== null && inner.length > 0 && random.random() < (inner.length > 100 ? 0.98 : 0.7);
  return goesDown ? replaceAt(fields, at, { children: mutateSomewhere(inner, random, mutation) }) : mutation(fields, at, random);
}
