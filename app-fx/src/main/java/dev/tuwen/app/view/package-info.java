/// What the views share: the language, pictures, small controls.
package dev.tuwen.app.view;
