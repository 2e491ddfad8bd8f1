import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { findImage } from '../../sdk/find.ts';
import { column, list, longColumn } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Layer = ReplyBody<Operation<'image', 'listImageLayers'>>['layers'][number];

const layerColumns = [
  column<Layer>('depth', 'Depth', ({ depth }) => depth),
  column<Layer>('id', 'ID', ({ id }) => id),
  column<Layer>('parent', 'Parent', ({ parent_id: parent }) => parent),
  column<Layer>('diff_id', 'Diff ID', (layer) => layer.diff_id),
  column<Layer>('size', 'Size', ({ size }) => size),
  longColumn<Layer>('kind', 'Kind', ({ kind }) => kind),
  longColumn<Layer>('created_by', 'Created by', (layer) => layer.created_by),
  longColumn<Layer>('created_at', 'Created', (layer) => layer.created_at),
  longColumn<Layer>('encodings', 'Encodings', ({ encodings }) => encodings),
];

export default defineCommand({
  args: { image: { help: 'name or id' } },
  output: 'list',
  example: 'image layers busybox -f json',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const { id } = await findImage(cloud, args.image);
    return list((await cloud.image.call('listImageLayers', { path: { id } })).body.layers, layerColumns);
  },
});
