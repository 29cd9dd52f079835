import { field, inputType, nullable } from '../../paging/field.ts';

@inputType('A release to publish: everything that is measured so far, frozen.')
export class PublishReleaseInput {
  @field(String, 'Its version, which no release has: letters, digits, "." and "-", as 2026.11 or 1.0.0.') readonly version!: string;
  @nullable(String, 'Title for citations, 1 to 200 characters.', { defaultValue: 'Lamina data' }) readonly title?: string | null;
  @nullable(String, 'What it is, up to 5000 characters.') readonly description?: string | null;
  @nullable([String], 'Whom to cite, up to 50 names.') readonly authors?: readonly string[] | null;
  @nullable(String, 'Where people find it: an http(s) address.') readonly url?: string | null;
  @nullable(Boolean, 'Whether it also holds what models answered, document by document: by far the largest table.', { defaultValue: false })
  readonly includeSamples?: boolean | null;
  @nullable(String, 'Key of your own, up to 200 characters: a second request with the same key answers with the release of the first.')
  readonly idempotencyKey?: string | null;
}
