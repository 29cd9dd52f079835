import { AppError } from '@lamina/errors';
import { isSafeRepoPath } from './repo-path.ts';

/** The parts of `org/name[@revision][:variant]`. */
export interface HubReference {
  /** `org/name`. */
  readonly repo: string;
  /** Branch, tag or commit; null = `main`. */
  readonly revision: string | null;
  /** Suffix of the graph's file name (`fp16`, `q4` …) or the path of a graph in the repository; null = the plain model. */
  readonly variant: string | null;
}

const FORM = 'org/name[@revision][:variant]';
const SHAPE = /^([^@:\s]+)(?:@([^:\s]+))?(?::([^:\s]+))?$/;
// The hub's own rules: letters, digits, "-", "_" and "."; "--" and ".." are not allowed, because they could be read as a separator or a path.
const NAME_PART = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?$/;
const MAX_NAME_LENGTH = 96;
const REVISION = /^[A-Za-z0-9_][\w.+\-/]{0,254}$/;

/** Parses a reference; undefined if the text does not have this form. */
export function findHubReference(text: string): HubReference | undefined {
  const [, repo = '', revision = null, variant = null] = SHAPE.exec(text) ?? [];
  if (!isRepoName(repo)) return undefined;
  if (revision !== null && !isRevision(revision)) return undefined;
  if (variant !== null && !(/^\w/.test(variant) && isSafeRepoPath(variant))) return undefined;
  return { repo, revision, variant };
}

/** @throws AppError BAD_USER_INPUT if `text` does not have the form `org/name[@revision][:variant]`. */
export function parseHubReference(text: string): HubReference {
  const reference = findHubReference(text);
  if (reference) return reference;
  throw new AppError(
    'BAD_USER_INPUT',
    `${JSON.stringify(text.slice(0, 200))} is not a model of the hub; write ${FORM}, such as org/name@main:q4`,
  );
}

/** The reference as it is written. */
export function formatHubReference({ repo, revision, variant }: HubReference): string {
  return `${repo}${revision === null ? '' : `@${revision}`}${variant === null ? '' : `:${variant}`}`;
}

/** True if a text is `org/name` with the hub's rules; such a text never leaves a folder as a path. */
export function isRepoName(text: string): boolean {
  const parts = text.split('/');
  const isPart = (part: string): boolean => NAME_PART.test(part) && part.length <= MAX_NAME_LENGTH && !/--|\.\.|\.git$/.test(part);
  return parts.length === 2 && parts.every(isPart);
}

/** True if a text can be a branch, a tag or a commit, and is safe as a path below `refs/`. */
export function isRevision(text: string): boolean {
  return REVISION.test(text) && isSafeRepoPath(text);
}
