/// Pictures in the window: [dev.tuwen.app.picture.PictureView] shows one as large as the space allows,
/// [dev.tuwen.app.picture.Thumbnail] small ones.
package dev.tuwen.app.picture;
