import { readFileSync } from 'node:fs';

/** Numbers of the cores that this process may use (Linux). */
export function listCores(): readonly number[] {
  const [, cores] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (cores === undefined) throw new Error('/proc/self/status does not list the cores of this process');
  return cores.split(',').flatMap(listRange);
}

/** `2-5`, or `2` alone. */
function listRange(range: string): readonly number[] {
  const [first, last = first] = range.split('-').map(Number) as [number, number?];
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}
