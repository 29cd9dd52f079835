import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { ReleaseFileFormat } from './release-file-format.ts';

/** A file of a release. */
@ObjectType({ simpleResolvers: true, description: 'A file of a release.' })
export class ReleaseFile {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  @Field(() => ReleaseFileFormat, { description: 'How it is written.' })
  readonly format!: ReleaseFileFormat;

  @Field(() => String, { nullable: true, description: 'The table that it holds; null where it describes the whole release.' })
  readonly table!: string | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'Rows in it; null where it holds no table.' })
  readonly rowCount!: number | null;

  @Field(() => GraphQLSafeInt, { description: 'Its size.' })
  readonly bytes!: number;

  @Field(() => String, { description: 'SHA-256 of its content.' })
  readonly sha256!: string;

  @Field(() => String, { description: "Where it is served, as a path of the API's own address: /releases/<version>/<name>." })
  readonly path!: string;
}
