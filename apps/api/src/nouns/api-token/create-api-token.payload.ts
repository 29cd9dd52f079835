import { Field, ObjectType } from 'type-graphql';
import { ApiToken } from './api-token.type.ts';

/** What createApiToken answers. */
@ObjectType({ simpleResolvers: true, description: 'A new token and its secret.' })
export class CreateApiTokenPayload {
  @Field(() => String, { description: 'The whole token, as it is sent: shown now and never again.' })
  readonly secret!: string;

  @Field(() => ApiToken, { description: 'The token as lists show it.' })
  readonly apiToken!: ApiToken;
}
