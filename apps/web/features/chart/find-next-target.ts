import type { Target } from './drawing.ts';

/** The next target for a key press, in reading order; undefined for other keys. */
export function findNextTarget(targets: readonly Target[], pointed: Target | null, key: string): Target | undefined {
  const ordered = targets.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const place = pointed === null ? -1 : ordered.indexOf(pointed);
  switch (key) {
    case 'ArrowRight':
      return ordered[Math.min(place + 1, ordered.length - 1)];
    case 'ArrowLeft':
      return ordered[Math.max(place - 1, 0)];
    case 'Home':
      return ordered[0];
    case 'End':
      return ordered.at(-1);
    default:
      return undefined;
  }
}

/** Maximum distance in pixels between the pointer and the selected point. */
const REACH = 40;

/** The target that is nearest to the pointer, if one is near. */
export function findTarget(targets: readonly Target[], pointer: Pick<Target, 'x' | 'y'>): Target | null {
  const measure = ({ x, y }: Target) => Math.hypot(x - pointer.x, y - pointer.y);
  let nearest: Target | null = null;
  for (const target of targets) if (nearest === null || measure(target) < measure(nearest)) nearest = target;
  return nearest !== null && measure(nearest) <= REACH ? nearest : null;
}
