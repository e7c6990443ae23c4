/**
 * Files and folders, below everything that stores something: writing, renaming, copying and
 * deleting them so that a power cut leaves the old or the new one. {@link
 * lifeline.files.DurableFiles} is all there is. No other class renames, copies or deletes folders;
 * what is in the files belongs to the classes that call it.
 */
package lifeline.files;
