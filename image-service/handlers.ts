import type { Handlers } from '../openapi/serve/handler.ts';
import { exportImage } from './exports/export-image.ts';
import { createImage } from './images/create-image.ts';
import { deactivateImage, reactivateImage } from './images/deactivate-image.ts';
import { deleteImage } from './images/delete-image.ts';
import { downloadImage } from './images/download-image.ts';
import { getImage } from './images/get-image.ts';
import { getImageSchema, getImagesSchema, getMemberSchema, getMembersSchema, getTaskSchema, getTasksSchema } from './images/image-schemas.ts';
import { listImages } from './images/list-images.ts';
import { addImageMember, getImageMember, listImageMembers, removeImageMember, updateImageMember } from './images/members.ts';
import * as metadefs from './images/metadefs.ts';
import { addImageTag, removeImageTag } from './images/tags.ts';
import { resumeImageUpload, showImageUpload } from './images/resume-upload.ts';
import { stageImage } from './images/stage-image.ts';
import { updateImage } from './images/update-image.ts';
import { uploadImage } from './images/upload-image.ts';
import { listImageVersions, showImageVersions } from './images/versions.ts';
import { getImportInfo, getStoresInfo, importImage } from './imports/import-image.ts';
import { createPullPlan } from './layers/create-pull-plan.ts';
import { deleteLease } from './layers/delete-lease.ts';
import { downloadLayer } from './layers/download-layer.ts';
import type { LayerUploadHandlers } from './layers/layer-uploads.ts';
import { getLayer, listImageLayers, listLayerChildren } from './layers/show-layers.ts';
import { getProjectUsage, getQuotaUsage, getUsage, setProjectLimit } from './quota/usage-handlers.ts';
import { collectGarbage, getScrub, scrubBlobs } from './collect/care-handlers.ts';
import type { Services } from './services.ts';
import { getTask, listImageTasks, listTasks } from './tasks/show-tasks.ts';

/** Every operation of openapi/image.yaml. */
export const createHandlers = (services: Services, layerUploads: LayerUploadHandlers): Handlers<'image'> => ({
  listImageVersions,
  showImageVersions,
  getImageSchema,
  getImagesSchema,
  getMemberSchema,
  getMembersSchema,
  getTaskSchema,
  getTasksSchema,
  ...metadefs,
  listImages: listImages(services),
  createImage: createImage(services),
  getImage: getImage(services),
  updateImage: updateImage(services),
  deleteImage: deleteImage(services),
  uploadImage: uploadImage(services),
  downloadImage: downloadImage(services),
  showImageUpload: showImageUpload(services),
  resumeImageUpload: resumeImageUpload(services),
  stageImage: stageImage(services),
  importImage: importImage(services),
  exportImage: exportImage(services),
  listImageTasks: listImageTasks(services),
  listTasks: listTasks(services),
  getTask: getTask(services),
  getImportInfo,
  getStoresInfo,
  addImageTag: addImageTag(services),
  removeImageTag: removeImageTag(services),
  listImageMembers: listImageMembers(services),
  addImageMember: addImageMember(services),
  getImageMember: getImageMember(services),
  updateImageMember: updateImageMember(services),
  removeImageMember: removeImageMember(services),
  deactivateImage: deactivateImage(services),
  reactivateImage: reactivateImage(services),
  listImageLayers: listImageLayers(services),
  getLayer: getLayer(services),
  listLayerChildren: listLayerChildren(services),
  downloadLayer: downloadLayer(services),
  ...layerUploads,
  createPullPlan: createPullPlan(services),
  deleteLease: deleteLease(services),
  collectGarbage: collectGarbage(services),
  scrubBlobs: scrubBlobs(services),
  getScrub: getScrub(services),
  getUsage: getUsage(services),
  getProjectUsage: getProjectUsage(services),
  setProjectLimit: setProjectLimit(services),
  getQuotaUsage: getQuotaUsage(services),
});
