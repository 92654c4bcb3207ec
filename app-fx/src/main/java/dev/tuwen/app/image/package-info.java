/// Pictures as images for the screen: [dev.tuwen.app.image.PictureImages] makes them, as large as the screen can use.
package dev.tuwen.app.image;
