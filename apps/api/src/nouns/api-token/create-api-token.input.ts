import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, InputType } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';

/** What a new token is asked for. */
@InputType({ description: 'A new token.' })
export class CreateApiTokenInput {
  @Field(() => String, { description: 'What it is for, 1 to 100 characters.' })
  readonly name!: string;

  @Field(() => [ApiTokenScope], { description: 'What its holder may do, at least one.' })
  readonly scopes!: readonly ApiTokenScope[];

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When it ends by itself; null = not before it is revoked.' })
  readonly expiresAt?: Date | null;
}
