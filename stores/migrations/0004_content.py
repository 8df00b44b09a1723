import django.core.validators
import django.db.models.deletion
import modelsearch.index
import stores.blocks
import stores.models.base
import stores.models.branding
import stores.models.media
import stores.scope
import taggit.managers
import uuid
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stores', '0003_bootstrap_pages'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AlterField(
            model_name='basepage',
            name='translation_key',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name='basepage',
            name='latest_revision',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision'),
        ),
        migrations.AddField(
            model_name='basepage',
            name='live_revision',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision'),
        ),
        migrations.AlterField(
            model_name='basepage',
            name='locale',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale'),
        ),
        migrations.AlterUniqueTogether(
            name='basepage',
            unique_together={('translation_key', 'locale')},
        ),
        migrations.CreateModel(
            name='ContentPage',
            fields=[
                ('basepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.StreamField([('hero', 8), ('product_list', 14), ('category_list', 17), ('media_with_text', 22), ('text', 23)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 120}), 1: ('wagtail.blocks.TextBlock', (), {'max_length': 400, 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'max_length': 60, 'required': False}), 3: ('wagtail.blocks.PageChooserBlock', (), {'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example /products/ or /categories/gifts/. A chosen page comes first.', 'label': 'or address', 'max_length': 500, 'required': False, 'validators': [stores.blocks.valid_link]}), 5: ('wagtail.blocks.StructBlock', [[('label', 2), ('page', 3), ('url', 4)]], {'required': False}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the picture shows, for those who do not see it.', 'label': 'alternative text', 'max_length': 250, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('headline', 0), ('text', 1), ('button', 5), ('image', 6), ('alt', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'max_length': 120, 'required': False}), 10: ('wagtail.snippets.blocks.SnippetChooserBlock', ('catalog.Product',), {}), 11: ('wagtail.blocks.ListBlock', (10,), {'default': [], 'help_text': 'Choose products in the order to show, or leave empty for the newest.', 'max_num': 12, 'min_num': 0, 'required': False}), 12: ('wagtail.snippets.blocks.SnippetChooserBlock', ('catalog.Category',), {'required': False}), 13: ('wagtail.blocks.IntegerBlock', (), {'default': 4, 'max_value': 24, 'min_value': 1}), 14: ('wagtail.blocks.StructBlock', [[('heading', 9), ('products', 11), ('category', 12), ('limit', 13)]], {}), 15: ('wagtail.snippets.blocks.SnippetChooserBlock', ('catalog.Category',), {}), 16: ('wagtail.blocks.ListBlock', (15,), {'default': [], 'help_text': 'Leave empty for all categories at the top.', 'max_num': 12, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('heading', 9), ('categories', 16)]], {}), 18: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'alternative text', 'max_length': 250, 'required': False}), 20: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('start', 'Picture first'), ('end', 'Text first')]}), 21: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul', 'h2', 'h3', 'hr']}), 22: ('wagtail.blocks.StructBlock', [[('image', 18), ('alt', 19), ('image_side', 20), ('title', 9), ('text', 21), ('button', 5)]], {}), 23: ('stores.blocks.TextBlock', (), {})}, verbose_name='content')),
                ('introduction', models.TextField(blank=True, help_text='One or two sentences on top.', max_length=400, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'content page',
                'verbose_name_plural': 'content pages',
            },
            bases=('stores.basepage',),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('basepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.StreamField([('hero', 8), ('product_list', 14), ('category_list', 17), ('media_with_text', 22), ('text', 23)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 120}), 1: ('wagtail.blocks.TextBlock', (), {'max_length': 400, 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'max_length': 60, 'required': False}), 3: ('wagtail.blocks.PageChooserBlock', (), {'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example /products/ or /categories/gifts/. A chosen page comes first.', 'label': 'or address', 'max_length': 500, 'required': False, 'validators': [stores.blocks.valid_link]}), 5: ('wagtail.blocks.StructBlock', [[('label', 2), ('page', 3), ('url', 4)]], {'required': False}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the picture shows, for those who do not see it.', 'label': 'alternative text', 'max_length': 250, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('headline', 0), ('text', 1), ('button', 5), ('image', 6), ('alt', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'max_length': 120, 'required': False}), 10: ('wagtail.snippets.blocks.SnippetChooserBlock', ('catalog.Product',), {}), 11: ('wagtail.blocks.ListBlock', (10,), {'default': [], 'help_text': 'Choose products in the order to show, or leave empty for the newest.', 'max_num': 12, 'min_num': 0, 'required': False}), 12: ('wagtail.snippets.blocks.SnippetChooserBlock', ('catalog.Category',), {'required': False}), 13: ('wagtail.blocks.IntegerBlock', (), {'default': 4, 'max_value': 24, 'min_value': 1}), 14: ('wagtail.blocks.StructBlock', [[('heading', 9), ('products', 11), ('category', 12), ('limit', 13)]], {}), 15: ('wagtail.snippets.blocks.SnippetChooserBlock', ('catalog.Category',), {}), 16: ('wagtail.blocks.ListBlock', (15,), {'default': [], 'help_text': 'Leave empty for all categories at the top.', 'max_num': 12, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('heading', 9), ('categories', 16)]], {}), 18: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'alternative text', 'max_length': 250, 'required': False}), 20: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('start', 'Picture first'), ('end', 'Text first')]}), 21: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul', 'h2', 'h3', 'hr']}), 22: ('wagtail.blocks.StructBlock', [[('image', 18), ('alt', 19), ('image_side', 20), ('title', 9), ('text', 21), ('button', 5)]], {}), 23: ('stores.blocks.TextBlock', (), {})}, verbose_name='content')),
            ],
            options={
                'verbose_name': 'home page',
                'verbose_name_plural': 'home pages',
            },
            bases=('stores.basepage',),
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'image',
                'verbose_name_plural': 'images',
                'permissions': [('choose_image', 'Can choose image')],
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name='store',
            name='site',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.site'),
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='stores.image')),
                ('store', stores.models.base.StoreForeignKey(related_name='+')),
            ],
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.AddField(
            model_name='image',
            name='store',
            field=stores.models.base.StoreForeignKey(related_name='+'),
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('file', models.FileField(upload_to=stores.models.media.document_path, verbose_name='file')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                ('store', stores.models.base.StoreForeignKey(related_name='+')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'permissions': [('choose_document', 'Can choose document')],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Branding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('background', stores.models.branding.ColourField(default='#ffffff', help_text='Behind everything.', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Write a colour as # and six digits, such as #1f4d40.')])),
                ('surface', stores.models.branding.ColourField(default='#ffffff', help_text='Behind cards and fields.', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Write a colour as # and six digits, such as #1f4d40.')])),
                ('text', stores.models.branding.ColourField(default='#1c1c1c', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Write a colour as # and six digits, such as #1f4d40.')])),
                ('accent', stores.models.branding.ColourField(default='#1f4d40', help_text='Buttons and links.', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Write a colour as # and six digits, such as #1f4d40.')])),
                ('on_accent', stores.models.branding.ColourField(default='#ffffff', help_text='Text on buttons.', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Write a colour as # and six digits, such as #1f4d40.')])),
                ('heading_font', models.CharField(choices=[('bricolage-grotesque', 'Bricolage Grotesque'), ('cormorant', 'Cormorant'), ('figtree', 'Figtree'), ('fraunces', 'Fraunces'), ('inter', 'Inter'), ('karla', 'Karla'), ('newsreader', 'Newsreader'), ('nunito', 'Nunito')], default='inter', max_length=40)),
                ('body_font', models.CharField(choices=[('bricolage-grotesque', 'Bricolage Grotesque'), ('cormorant', 'Cormorant'), ('figtree', 'Figtree'), ('fraunces', 'Fraunces'), ('inter', 'Inter'), ('karla', 'Karla'), ('newsreader', 'Newsreader'), ('nunito', 'Nunito')], default='inter', max_length=40)),
                ('radius', models.PositiveSmallIntegerField(default=8, help_text='Roundness of corners, in pixels.')),
                ('logo_picture', models.JSONField(blank=True, default=dict, editable=False)),
                ('favicon_picture', models.JSONField(blank=True, default=dict, editable=False)),
                ('favicon', models.ForeignKey(blank=True, help_text='Square, at least 64 × 64 pixels.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stores.image')),
                ('logo', models.ForeignKey(blank=True, help_text="Shown in the header at 40 pixels' height. Without one, the name is set.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stores.image')),
                ('store', models.OneToOneField(db_default=stores.models.base.SessionStore(), default=stores.scope.owner_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='branding', to='stores.store')),
            ],
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, verbose_name='slug')),
                ('store', stores.models.base.StoreForeignKey(related_name='+')),
            ],
        ),
        migrations.CreateModel(
            name='TaggedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='stores.document')),
                ('store', stores.models.base.StoreForeignKey(related_name='+')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_documents', to='stores.tag')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='document',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text=None, through='stores.TaggedDocument', to='stores.Tag', verbose_name='tags'),
        ),
        migrations.CreateModel(
            name='TaggedImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='stores.image')),
                ('store', stores.models.base.StoreForeignKey(related_name='+')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_images', to='stores.tag')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='image',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text=None, through='stores.TaggedImage', to='stores.Tag', verbose_name='tags'),
        ),
        migrations.AlterUniqueTogether(
            name='rendition',
            unique_together={('image', 'filter_spec', 'focal_point_key')},
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(fields=('store', 'name'), name='tag_name_once_a_store'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(fields=('store', 'slug'), name='tag_slug_once_a_store'),
        ),
    ]
