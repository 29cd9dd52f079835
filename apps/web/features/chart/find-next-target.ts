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
