import { createRefusal, type Refuse } from '@lamina/errors';
import { field, inputType, nullable } from '../../paging/field.ts';

@inputType('A release to publish: all measurements up to now.')
export class PublishReleaseInput {
  @field(String, 'Its version; it must be new. Letters, digits, "." and "-", for example 2026.11 or 1.0.0.') readonly version!: string;
  @nullable(String, 'Title for citations, 1 to 200 characters.', { defaultValue: 'Lamina data' }) readonly title?: string | null;
  @nullable(String, 'Description, up to 5000 characters.') readonly description?: string | null;
  @nullable([String], 'Authors for the citation, up to 50 names.') readonly authors?: readonly string[] | null;
  @nullable(String, 'Public address (http or https).') readonly url?: string | null;
  @nullable(Boolean, "Whether it includes the models' answers to every document. This is by far the largest table.", {
    defaultValue: false,
  })
  readonly includeSamples?: boolean | null;
  @nullable(String, 'A key that you choose, up to 200 characters. A second request with the same key returns the release of the first.')
  readonly idempotencyKey?: string | null;
}

const refuse: Refuse = createRefusal('The release cannot be published');

/** The version becomes a folder name and part of a URL. */
const VERSION = /^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/;
const MAX_VERSION_LENGTH = 50;
const MAX_TITLE_LENGTH = 200;
const MAX_DESCRIPTION_LENGTH = 5000;
const MAX_AUTHORS = 50;
const MAX_KEY_LENGTH = 200;

/** The checked description of a release. */
export interface CheckedReleaseInput {
  readonly version: string;
  readonly title: string;
  readonly description: string | null;
  readonly authors: readonly string[];
  readonly url: string | null;
  readonly idempotencyKey: string | null;
}

/** @throws AppError BAD_USER_INPUT naming what is wrong. */
export function checkReleaseInput(input: PublishReleaseInput): CheckedReleaseInput {
  const { version, url = null } = input;
  if (!VERSION.test(version) || version.length > MAX_VERSION_LENGTH)
    refuse(
      `"${version.slice(0, 100)}" is not a valid version; use 1 to ${MAX_VERSION_LENGTH} letters and digits, with "." or "-" between them`,
    );
  const title = input.title?.trim() ?? 'Lamina data';
  if (title.length < 1 || title.length > MAX_TITLE_LENGTH)
    refuse(`title holds ${title.length} characters; it must hold 1 to ${MAX_TITLE_LENGTH}`);
  const description = input.description?.trim() || null;
  if (description !== null && description.length > MAX_DESCRIPTION_LENGTH)
    refuse(`description holds ${description.length} characters; the limit is ${MAX_DESCRIPTION_LENGTH}`);
  // A release need not name authors.
  const authors = (input.authors ?? []).map((name) => name.trim());
  if (authors.length > MAX_AUTHORS) refuse(`authors holds ${authors.length} names; the limit is ${MAX_AUTHORS}`);
  if (authors.some((name) => name.length < 1 || name.length > MAX_TITLE_LENGTH))
    refuse(`an author's name must hold 1 to ${MAX_TITLE_LENGTH} characters`);
  if (url !== null && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) refuse('url is not an http(s) address');
  const idempotencyKey = input.idempotencyKey || null;
  if (idempotencyKey !== null && idempotencyKey.length > MAX_KEY_LENGTH)
    refuse(`idempotencyKey holds ${idempotencyKey.length} characters; the limit is ${MAX_KEY_LENGTH}`);
  return { version, title, description, authors, url: url === null ? null : new URL(url).href, idempotencyKey };
}
